"""Files that leave a page: the page stays, and gives another one."""


def test_a_page_gives_its_rows_in_one_form_and_then_in_the_other(walk, cast):
    page = walk().see(cast.lena, "lists/")

    for name in ("CSV", "XLSX", "CSV"):
        with page.expect_download() as taken:
            page.get_by_role("button", name=f"{name} Initiatives").click()
        assert taken.value.suggested_filename.endswith(f".{name.lower()}")
    assert page.locator("[aria-busy=true]").count() == 0
