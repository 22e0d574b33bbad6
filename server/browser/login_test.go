package browser_test

import "testing"

func TestAUserLogsInWithTheRightPasswordOnly(t *testing.T) {
	k := startClerk(t)
	b := open(t, k)
	b.visit("/admin/products?q=shirt")
	b.fill("#name", "staff")
	b.fill("#password", "not the password")
	b.press(".card button.button")
	b.expectComplaint("401")
	if b.text("[role=alert]") == "" {
		t.Errorf("nothing is said of a wrong password:\n%s", b.where())
	}
	if got := eval[string](b, `document.activeElement.id`); got != "password" {
		t.Errorf("the focus is on %q, want the password", got)
	}
	b.fill("#password", password)
	b.press(".card button.button")
	if got := eval[string](b, "location.pathname + location.search"); got != "/admin/products?q=shirt" {
		t.Errorf("after the log-in the tab is at %s, not where the user wanted to go", got)
	}
	b.says("T-Shirt")
	if status := b.visit("/admin/users"); status != 403 {
		t.Errorf("staff see the users: %d", status)
	}
	b.expectComplaint("403")
	b.press(".nav .nav-foot form[action='/admin/logout'] button")
	if status := b.visit("/admin/products"); status != 200 || b.text("#password") != "" || eval[string](b, "location.pathname") != "/admin/login" {
		t.Errorf("after the log-out the products are still shown: %d\n%s", status, b.where())
	}
}

func TestTheOwnerComesByTheAdminToken(t *testing.T) {
	b := open(t, startClerk(t))
	b.login("", adminToken)
	b.visit("/admin/users")
	b.says("viewer", "staff", "owner")
}
