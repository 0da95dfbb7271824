from django.core.files.uploadedfile import SimpleUploadedFile
from pathlib import Path
from processes import actions
from tests.factories import put_at
from tests.browser.test_maps import opened, address, step
def test_shot(new_page, cast):
    row = put_at(cast, "appropriation")
    b = Path("/work/shared/data/process_maps/miwg_reference/C.1.0.bpmn").read_bytes()
    actions.attach_map(row, by=cast.otto, kind="as_is", upload=SimpleUploadedFile("invoice.bpmn", b))
    for theme, w, lang in (("light",1440,"en"),("dark",1440,"fr"),("light",390,"fr"),("dark",390,"en")):
        page = new_page(cast.otto, width=w, color_scheme=theme)
        page.goto(f"/{lang}/{address(row)}"); opened(page); page.wait_for_timeout(300)
        print(w, page.evaluate("document.documentElement.scrollWidth"), page.evaluate("document.querySelector('#draw').getBoundingClientRect().bottom"))
        if w==1440:
            step(page,"Approve").click(force=True); page.wait_for_timeout(200)
            page.locator("[data-action=replace]").click(); page.wait_for_timeout(300)
        page.screenshot(path=f"/tmp/editor_h/r-{theme}-{w}.png", full_page=True)
    page = new_page(cast.otto, width=1440); page.goto(f"/en/{address(row,'to-be')}"); opened(page)
    page.screenshot(path="/tmp/editor_h/r-tobe.png", full_page=True)
    row2 = put_at(cast, "appropriation", title="Other"); page.goto(f"/en/{address(row2)}"); opened(page); page.screenshot(path="/tmp/editor_h/r-empty.png", full_page=True)
