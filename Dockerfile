# Production image: built in one stage, run in another without build tools or root.

FROM node:24-bookworm-slim AS fonts
WORKDIR /fonts
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --no-update-notifier

FROM python:3.13-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
COPY requirements/run.txt /tmp/run.txt
RUN python -m venv --without-pip /opt/venv \
 && python -m pip --python /opt/venv/bin/python install --no-cache-dir \
    --no-deps --require-hashes --only-binary :all: -r /tmp/run.txt
ENV PATH=/opt/venv/bin:$PATH MAILLON_NO_BOOTSTRAP=1
WORKDIR /app
COPY . .
COPY --from=fonts /fonts/node_modules node_modules
# Only to collect files: no secret of the running product is in the image.
RUN python manage.py compilemessages \
 && MAILLON_STATIC_ROOT=/app/static_collected MAILLON_STATIC_IS_COLLECTED=yes \
    python manage.py collectstatic --noinput -i rest_framework -i guardian \
 && rm -r var

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MAILLON_NO_BOOTSTRAP=1 \
    MAILLON_ENV=production \
    MAILLON_STATIC_ROOT=/app/static_collected
# pg_dump and pg_restore for `manage.py backup` and `restore`; Pango for papers as PDF.
RUN apt-get -qq update \
 && apt-get -qq install -y --no-install-recommends postgresql-client-15 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --system --gid 10001 maillon \
 && useradd --system --uid 10001 --gid maillon --no-create-home maillon
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
RUN install -d -o maillon -g maillon -m 700 /app/var
WORKDIR /app
USER maillon
VOLUME /app/var
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=4 \
  CMD ["python", "-m", "governance.probe"]
CMD ["gunicorn", "governance.wsgi", "-k", "gthread", "--workers", "2", \
     "--threads", "4", "--bind", "0.0.0.0:8000", "--preload", \
     "--no-control-socket", "--graceful-timeout", "10", \
     "--logger-class", "governance.access_log.Quiet", \
     "--max-requests", "5000", "--max-requests-jitter", "500"]
