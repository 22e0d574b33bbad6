package browser_test

import (
	"strings"
	"testing"
)

// asks are the five methods, with what the customer and the platform then see.
var asks = []struct {
	method string
	fields map[string]string // input → text
	shown  string            // a selector of what stands in the phone
	says   []string          // in the phone
	json   string            // in the platform's answer
}{
	{"products", map[string]string{"title": "T-shirt"}, ".phone .carousel .product img", []string{"T-Shirt"}, `"White T-Shirt, Kids"`},
	{"property", nil, ".phone .quick-replies .quick-reply", []string{"T-Shirts"}, `"T-Shirts"`},
	{"orders", map[string]string{"order_number": "12345678902"}, ".phone .receipt", []string{"12345678902", "56.14"}, `"order_number": "12345678902"`},
	{"packages", map[string]string{"package_number": "A1231411"}, ".phone .product", []string{"A1231411"}, `"package_number": "A1231411"`},
	{"test", map[string]string{"token": "T45RE"}, ".phone", nil, `"test_token": "T45RE"`},
}

func TestEveryMethodIsTriedInBothDialects(t *testing.T) {
	k := startClerk(t)
	b := openAs(t, k, "viewer")
	for _, platform := range []string{"joinchat", "bothub"} {
		for _, c := range asks {
			t.Run(c.method+" as "+platform, func(t *testing.T) {
				b.t = t
				b.ask(platform+".0.0", c.method, c.fields)
				if b.text(c.shown) == "" && eval[int](b, `document.querySelectorAll("`+c.shown+`").length`) == 0 {
					t.Errorf("the phone has no %s\n%s", c.shown, b.where())
				}
				for _, part := range c.says {
					if !strings.Contains(b.text(".phone"), part) {
						t.Errorf("the phone does not show %q: %s", part, b.text(".phone"))
					}
				}
				if got := b.text("#json-title ~ .grid > :last-child pre"); !strings.Contains(got, c.json) {
					t.Errorf("%s is not in the answer %s", c.json, got)
				}
				curl := b.text("#curl")
				if !strings.Contains(curl, "/webhook") || strings.Contains(curl, platform+"-secret") {
					t.Errorf("the curl line is %s", curl)
				}
				b.picturesLoad()
			})
		}
	}
	b.t = t
	b.ask("joinchat.0.1", "test", map[string]string{"token": "X"}) // the older secret
	b.says("JoinChat", "2")
}

// ask fills in the form and sends it.
func (b *tab) ask(as, method string, fields map[string]string) {
	b.t.Helper()
	b.visit("/admin/try?method=" + method)
	b.choose("#as", as)
	for name, text := range fields {
		b.fill("#"+name, text)
	}
	b.press("form.card button.button")
}

// picturesLoad fails the test when a picture of the page could not be loaded.
func (b *tab) picturesLoad() {
	b.t.Helper()
	const broken = `(async () => {
		const pictures = [...document.images];
		for (const one of pictures) { one.loading = "eager"; await one.decode().catch(() => {}); }
		return pictures.filter(one => !one.naturalWidth).map(one => one.src);
	})()`
	for _, src := range eval[[]string](b, broken) {
		b.t.Errorf("the picture %s does not load", src)
	}
}
