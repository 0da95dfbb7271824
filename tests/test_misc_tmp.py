import time
from tests.governance.test_bench import *
def test_zz(seeded):
    for c in READING.split(","):
        t=time.perf_counter()
        try: list(CASES[c]())
        except Exception as e: print("E",c,e)
        print("T",c,round(time.perf_counter()-t,1),flush=True)
