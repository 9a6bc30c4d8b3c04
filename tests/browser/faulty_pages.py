"""Small pages with one fault each, and a right one that looks like several of them."""

_FRAME = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>A page</title><link rel="icon" href="data:,">
<style>.pair {{ display: flex; }} .vh {{ position: absolute; width: 1px; height: 1px;
overflow: hidden; clip-path: inset(50%); white-space: nowrap; }}</style></head>
<body><main><h1>A page</h1>
{}
</main></body></html>
"""

_OUTSIDE = "http://127.0.0.1:9/picture.png"  # the discard service: nothing answers there

_WIDE = "width:200px; white-space:nowrap;"

_BODIES = {
    "request: of a picture": f'<img alt="" src="{_OUTSIDE}">',
    "request: of a style sheet": '<link rel="stylesheet" href="other.css">',
    "request: of a script": "<script>fetch('" + _OUTSIDE + "').catch(() => 0)</script>",
    "console: of a script": "<script>console.error('no')</script>",
    "console: of an exception": "<script>throw new Error('no')</script>",
    "console: of what the page's own policy forbids": (
        "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
        "<script>1</script>"
    ),
    "scroll: of a wide box": '<div style="width:3000px; height:1em"></div>',
    "overlap: of lines": '<p>One</p><p style="margin-top:-2em">Two</p>',
    "overlap: of text put in its place": (
        '<p>One</p><p><span style="position:relative; top:-2.2em">Two</span></p>'
    ),
    "overlap: in a drawing": (
        '<svg width="200" height="50"><text x="5" y="20">One</text>'
        '<text x="15" y="22">Two</text></svg>'
    ),
    "overlap: of boxes": (
        '<div style="height:4em"></div><div style="height:4em; margin-top:-2em"></div>'
    ),
    "cut: by a box": f'<p style="{_WIDE} overflow:hidden">This sentence is wider than its box.</p>',
    "cut: below": (
        '<p style="height:1.5em; width:8em; overflow:hidden">This sentence has several lines.</p>'
    ),
    "cut: by a drawing's edge": '<svg width="40" height="30"><text y="20">Sentence</text></svg>',
    "cut: by the page's edge": '<p><span style="margin-left:-3em">Sentence</span></p>',
    "cut: by nothing, out of its box": f'<p style="{_WIDE}">This sentence is wider than that.</p>',
    "covered: by a box": (
        '<div style="position:relative"><p>One</p><div style="position:absolute; inset:0;'
        'background:#fff"></div></div>'
    ),
    "covered: at one end by a drawing's mark": (
        '<svg width="200" height="50"><text x="5" y="25">A long tick</text>'
        '<circle cx="80" cy="20" r="9"/></svg>'
    ),
    "axe: of a low contrast": '<p style="color:#999; background:#fff">One</p>',
    "axe: of a picture without words": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "axe: of a box that no key scrolls": (
        f'<div style="{_WIDE} overflow:auto" >A sentence that is a good deal wider.</div>'
    ),
}

FAULTY = {kind: _FRAME.format(body) for kind, body in _BODIES.items()}
"""Kind of the fault and where it is -> the page."""

RIGHT = _FRAME.format(
    f"""<p style="line-height:1">Lines close to each<br>other, <b>words <i>within</i> words</b>,
<a href="#end">a link that is broken over the end of its line, as it is much too long</a>.</p>
<details><summary>More</summary><p style="margin-top:-3em; color:#999">Closed</p></details>
<span class="vh">For the ear alone, and wider than its box</span>
<div style="{_WIDE} overflow:auto" tabindex="0" role="group" aria-label="wide">This sentence is
 wider than its box and can be scrolled.</div>
<div class="pair"><svg width="90" height="40" role="img" aria-label="two words"><rect width="90"
 height="40" fill="#fff"/><text x="5" y="20">One</text><text x="45" y="20">Two</text></svg>
<table><tr><td>1</td><td>2</td></tr></table></div><p id="end">The end.</p>"""
)
