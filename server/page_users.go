package server

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"shopclerk/config"
	"shopclerk/internal/passwords"
	"shopclerk/internal/store"
)

// userName is how a user may be called.
var userName = regexp.MustCompile(`^[a-z0-9][a-z0-9._@+-]{0,63}$`)

// UserName brings the name of a user to the form in which it is kept: without surrounding space, in small letters.
func UserName(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

// CheckUserName returns what is wrong with a name in that form, nil when nothing is.
func CheckUserName(name string) error {
	if !userName.MatchString(name) {
		return errors.New("a name has 1 to 64 letters a to z, digits and . _ @ + -, and begins with a letter or a digit")
	}
	return nil
}

// usersPage is what users.html shows.
type usersPage struct {
	Users   []shownUser
	Roles   []Role
	Shops   []config.Shop
	Token   bool // the admin token opens the page, too
	Holders int  // how many sessions have come by it
	Least   int  // characters of a password
	Typed   typedUser
	Problem string
}

// userPage is what user.html shows.
type userPage struct {
	User    shownUser
	Roles   []Role
	Shops   []config.Shop
	Least   int // characters of a password
	Problem string
}

// shownUser is a user as pages show it.
type shownUser struct {
	store.User
	Sessions int
	Self     bool
}

// typedUser is what was typed for a new user, shown again when it cannot be.
type typedUser struct {
	Name  string
	Role  Role
	Shops []string
}

// Sees reports to a template whether a shop was ticked.
func (u typedUser) Sees(shop string) bool { return slices.Contains(u.Shops, shop) }

// Sees reports to a template whether a user may see a shop by name.
func (u shownUser) Sees(shop string) bool { return slices.Contains(u.Shops, shop) }

func (s *Server) userPages(g pageGroup) {
	g.get("/users", Owner, func(c echo.Context, v *visitor) error {
		return s.showUsers(c, v, http.StatusOK, usersPage{Typed: typedUser{Role: Staff}})
	})
	g.post("/users", Owner, s.addUser)
	g.get("/users/:name", Owner, func(c echo.Context, v *visitor) error { return s.showUser(c, v, http.StatusOK, "") })
	g.post("/users/:name/role", Owner, s.changeRole)
	g.post("/users/:name/password", Owner, s.setPassword)
	g.post("/users/:name/remove", Owner, s.removeUser)
}

func (s *Server) showUsers(c echo.Context, v *visitor, status int, page usersPage) error {
	users, err := s.Store.Users(c.Request().Context())
	if err != nil {
		return err
	}
	counts, err := s.Store.SessionCounts(c.Request().Context())
	if err != nil {
		return err
	}
	for _, u := range users {
		page.Users = append(page.Users, shownUser{u, counts[u.Name], u.Name == v.User})
	}
	page.Roles, page.Shops, page.Least = Roles(), s.Config().Shops, passwords.MinCharacters
	page.Token, page.Holders = s.Config().Admin.Token != "", counts[tokenUser]
	return s.render(c, v, status, "users", page)
}

// showUser shows one user, with what could not be done.
func (s *Server) showUser(c echo.Context, v *visitor, status int, said string) error {
	u, err := s.Store.User(c.Request().Context(), c.Param("name"))
	if err != nil {
		return err
	}
	counts, err := s.Store.SessionCounts(c.Request().Context())
	if err != nil {
		return err
	}
	return s.render(c, v, status, "user", userPage{
		User: shownUser{u, counts[u.Name], u.Name == v.User}, Roles: Roles(), Shops: s.Config().Shops, Least: passwords.MinCharacters, Problem: said,
	})
}

func (s *Server) addUser(c echo.Context, v *visitor) error {
	typed := typedUser{UserName(c.FormValue("name")), Role(c.FormValue("role")), s.tickedShops(c)}
	problem := ""
	switch password := c.FormValue("password"); {
	case CheckUserName(typed.Name) != nil:
		problem = "users.name_form"
	case !IsRole(string(typed.Role)):
		problem = "users.role_unknown"
	case passwords.Check(password) != nil:
		problem = "users.password_short"
	default:
		err := s.Store.AddUser(c.Request().Context(), store.User{
			Name: typed.Name, Role: string(typed.Role), Shops: ShopsOf(typed.Role, typed.Shops), Password: passwords.Hash(password),
		})
		if err == nil {
			s.auditAs(c, store.AuditEntry{User: v.User, Action: "users.add", Detail: typed.Name + ", " + string(typed.Role)})
			s.flash(c, v, "ok", v.t("users.added", "name", typed.Name))
			return s.redirect(c, v, pageBase+"/users")
		}
		if !errors.Is(err, store.ErrExists) {
			return err
		}
		problem = "users.name_taken"
	}
	return s.showUsers(c, v, http.StatusUnprocessableEntity, usersPage{Typed: typed, Problem: v.t(problem, "n", passwords.MinCharacters)})
}

// tickedShops are the shops of a form that there are.
func (s *Server) tickedShops(c echo.Context) (shops []string) {
	for _, id := range c.Request().PostForm["shops"] {
		if _, ok := s.Config().Shop(id); ok {
			shops = append(shops, id)
		}
	}
	return shops
}

// ShopsOf are the shops to keep for a user: nil, which is all, for an owner and where none is named. An owner manages users, and
// could give any shop to anybody.
func ShopsOf(role Role, named []string) []string {
	if role == Owner || len(named) == 0 {
		return nil
	}
	return named
}
