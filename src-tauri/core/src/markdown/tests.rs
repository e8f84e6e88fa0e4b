use super::*;
use proptest::prelude::*;
use regex::Regex;

/// What may leave [`to_html`]: these tags, with exactly these attributes.
fn assert_harmless(source: &str, html: &str) {
    static TAG: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r#"^<(?:/?(?:blockquote|code|del|em|h[1-6]|li|ol|p|pre|strong|table|tbody|td|th|thead|tr|ul)"#,
            r#"|br|hr|/a|a(?: href="(?:https?:|mailto:)[^"<>]*")? rel="noopener noreferrer""#,
            r#"|ol start="\d+"|t[dh] align="(?:left|center|right)")>"#
        ))
        .unwrap()
    });
    for (at, _) in html.match_indices('<') {
        assert!(
            TAG.is_match(&html[at..]),
            "{source:?} became {html:?}, which has an element or attribute that no text may have"
        );
    }
}

/// Ways in which text has been made to run as a program elsewhere: tags, schemes, entities, parser confusion.
const PAYLOADS: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>",
    "<script src=//evil.example/x.js></script>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<script/x>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<img src=\"x\" onerror=\"alert(1)\">",
    "<img/src=x/onerror=alert(1)>",
    "<img src=`x`onerror=alert(1)>",
    "![x](javascript:alert(1))",
    "![x](http://evil.example/pixel.png)",
    "![x](data:image/svg+xml;base64,PHN2Zy8+)",
    "![a\" onerror=\"alert(1)](x)",
    "[![x](http://evil.example/p.png)](http://evil.example)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A&#x61vascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\u{1}javascript:alert(1))",
    "[x](<  javascript:alert(1)>)",
    "[x](javascript://evil.example/%0aalert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](DATA:text/html,x)",
    "[x](file:///etc/passwd)",
    "[x](blob:http://x/1)",
    "[x](tauri://localhost)",
    "[x](ipc://localhost/x)",
    "[x](//evil.example)",
    "[x](/relative)",
    "[x](#fragment)",
    "[x](http://a.example/\"onmouseover=\"alert(1))",
    "[x](http://a.example 'title\" onmouseover=\"alert(1)')",
    "[x]: javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "<data:text/html,x>",
    "<http://a.example/\"onclick=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<title><a title=\"</title><img src=x onerror=alert(1)>\">",
    "<textarea></textarea><img src=x onerror=alert(1)>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<template><script>alert(1)</script></template>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\">",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>go</button></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<base href=javascript:alert(1)//>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href=http://a.example target=_blank>x</a>",
    "<a href='x' style='position:fixed;inset:0'>x</a>",
    "<div onclick=alert(1)>x",
    "<!--<img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!--> <img src=x onerror=alert(1)> -->",
    "a <!-- b --> <b onclick=alert(1)>c</b>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version=\"1.0\"?><x onload=alert(1)>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "```\"><script>alert(1)</script>\nx\n```",
    "``` onclick=alert(1)\nx\n```",
    "    <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "| <script>alert(1)</script> | b |\n| :-: | - |\n| [x](javascript:alert(1)) | y |",
    "- [ ] <input type=image src=x onerror=alert(1)>",
    "> <img src=x onerror=alert(1)>",
    "~~<s onclick=alert(1)>x</s>~~",
    "www.evil.example/\"onmouseover=alert(1)",
    "\"><script>alert(1)</script>",
    "\0<script>alert(1)</script>",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "\u{2028}<script>alert(1)</script>",
    "<\u{ff53}cript>alert(1)</script>",
    "\\<script>alert(1)</script>",
    "<a\u{a0}href=javascript:alert(1)>x</a>",
    "<b><i><b><i onclick=alert(1)>x",
    "[a](<http://a.example/<script>>)",
    "[a](http://a.example/<script>alert(1)</script>)",
];

#[test]
fn nothing_that_is_pasted_runs_or_reaches_out() {
    assert!(PAYLOADS.len() >= 60, "the list only grows");
    for payload in PAYLOADS {
        assert_harmless(payload, &to_html(payload));
        let inside = format!("Some words {payload} and more.\n\n- {payload}\n");
        assert_harmless(&inside, &to_html(&inside));
        assert_harmless(payload, &SANITISER.clean(payload).to_string());
    }
}

#[test]
fn what_people_write_comes_out_as_they_meant_it() {
    let rows = [
        (
            "**Condition.** `checkout` is *down*, ~~fixed~~",
            "<p><strong>Condition.</strong> <code>checkout</code> is <em>down</em>, <del>fixed</del></p>\n",
        ),
        (
            "See https://status.example/x?a=1&b=2.",
            "<p>See <a href=\"https://status.example/x?a=1&amp;b=2\" rel=\"noopener noreferrer\">https://status.example/x?a=1&amp;b=2</a>.</p>\n",
        ),
        (
            "rate < 3 && host <db-1>",
            "<p>rate &lt; 3 &amp;&amp; host &lt;db-1&gt;</p>\n",
        ),
        ("a<!-- a prompt -->b", "<p>ab</p>\n"),
        ("![The graph](http://x.example/g.png)", "<p>The graph</p>\n"),
        (
            "| at | what |\n| --- | :-: |\n| 02:05 | x |",
            "<table>\n<thead>\n<tr>\n<th>at</th>\n<th align=\"center\">what</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>02:05</td>\n<td align=\"center\">x</td>\n</tr>\n</tbody>\n</table>\n",
        ),
        (
            "- [x] alert\n- [ ] drill",
            "<ul>\n<li>☑ alert</li>\n<li>☐ drill</li>\n</ul>\n",
        ),
    ];
    for (markdown, html) in rows {
        assert_eq!(to_html(markdown), html, "{markdown:?}");
    }
}

#[test]
fn a_comment_of_several_lines_leaves_nothing() {
    assert_eq!(
        to_html("# A\n\n<!-- what\nwas the\n\ntrigger? -->\n\nb"),
        "<h1>A</h1>\n<p>b</p>\n"
    );
}

#[test]
fn plain_text_reads_like_an_email() {
    let markdown = "# Title\n\nSome *shoppers* cannot\npay: [details](https://s.example/7) <ops@x.example>.\n\n- one\n- two\n  1. deep\n  2. deeper\n\n> said\n> so\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n  more\n```\n<!-- gone -->\n![graph](x.png) end";
    assert_eq!(
        to_plain(markdown),
        "Title\n\nSome shoppers cannot\npay: details (https://s.example/7) ops@x.example.\n\n- one\n- two\n  1. deep\n  2. deeper\n\n> said\n> so\n\na | b\n1 | 2\n\ncode\n  more\n\ngraph end"
    );
}

#[test]
fn a_document_stands_alone() {
    let document = document("INC-7: <b>\"x\"</b>", &to_html("# INC-7\n\nText."));
    assert!(document.contains("<title>INC-7: &lt;b&gt;&quot;x&quot;&lt;/b&gt;</title>"));
    assert!(document.contains("<h1>INC-7</h1>\n<p>Text.</p>\n</main>"));
    for remote in ["http://", "https://", "<script", "<link", "@import", "url("] {
        assert!(
            !document.contains(remote),
            "{remote} would need a network or run"
        );
    }
}

#[test]
fn deep_nesting_neither_hangs_nor_overflows() {
    for deep in [
        "> ", ">", "* ", "- > ", "[", "![", "**", "*_", "<b>", "`", "| ", "1. ", "(", "<!--", "\\[",
    ] {
        let text = format!("{}x\ny\n", deep.repeat(20_000 / deep.len()));
        assert_harmless(deep, &to_html(&text));
        assert!(to_plain(&text).len() < 500_000, "{deep:?} must not blow up");
    }
}

proptest! {
    #[test]
    fn any_text_is_harmless(text in "\\PC{0,200}") {
        assert_harmless(&text, &to_html(&text));
        to_plain(&text);
    }

    #[test]
    fn any_mix_of_marks_is_harmless(parts in proptest::collection::vec(prop::sample::select(vec![
        "<", ">", "\"", "'", "=", "/", "!", "[", "]", "(", ")", "`", "*", "_", "~", "|", "-", "#", "&", ";", ":", "\n", "\n\n", " ",
        "a", "javascript", "http://x.example", "script", "img", "svg", "math", "style", "<!--", "-->", "onerror", "&lt", "&#x3c", "\0",
    ]), 0..60)) {
        let text = parts.concat();
        assert_harmless(&text, &to_html(&text));
        to_plain(&text);
    }
}
