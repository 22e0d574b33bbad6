package config

import (
	"errors"
	"net"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Database is where everything is kept. With SQLite only Path is set.
type Database struct {
	// Driver is "sqlite" or "mysql".
	Driver string
	// Path is the absolute path of the SQLite file, shopclerk.db in the data directory.
	Path string
	// User and Password are unescaped; Password may be empty.
	User, Password string
	// Address is host:port, or the absolute path of a unix socket.
	Address string
	// Name is the database on the server.
	Name string
	// TLS is "" (off), "true", "skip-verify" or "preferred".
	TLS string
	// Params are the other parameters of the address, passed on to the driver as they are; nil when there are none.
	Params map[string]string
}

// String names the database without its password, for logs and people.
func (d Database) String() string {
	if d.Driver == MySQL {
		return MySQL + "://" + url.User(d.User).String() + "@" + d.Address + "/" + d.Name
	}
	return d.Driver + " " + d.Path
}

// errDatabase is all that is said about an address that cannot be read at all: any piece of it may be the password.
var errDatabase = errors.New("must be sqlite or mysql://user:password@host:3306/name, " +
	"with the special characters of the password escaped (%40 for @)")

// parseDatabase reads the `database` key. Errors never hold a piece of the text.
func parseDatabase(text string) (Database, error) {
	if text == SQLite {
		return Database{Driver: SQLite}, nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != MySQL || u.Opaque != "" || u.Fragment != "" {
		return Database{}, errDatabase
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return Database{}, errDatabase
	}
	d := Database{Driver: MySQL, User: u.User.Username(), Name: strings.TrimPrefix(u.Path, "/")}
	d.Password, _ = u.User.Password()
	if d.User == "" || d.Name == "" || strings.Contains(d.Name, "/") {
		return Database{}, errDatabase
	}
	if d.Address, err = address(u, query.Get("socket")); err != nil {
		return Database{}, err
	}
	return d, d.take(query)
}

// address gives host:port, or the socket when there is one.
func address(u *url.URL, socket string) (string, error) {
	host, port := u.Hostname(), u.Port()
	if socket != "" {
		if !path.IsAbs(socket) {
			return "", errors.New("the parameter socket must be an absolute path")
		}
		// "localhost" is how MySQL's own clients spell the socket.
		if host != "" && host != "localhost" {
			return "", errors.New("has both a host and the parameter socket")
		}
		return socket, nil
	}
	if port == "" {
		port = "3306"
	}
	if n, err := strconv.ParseUint(port, 10, 16); host == "" || err != nil || n == 0 {
		return "", errDatabase
	}
	return net.JoinHostPort(host, port), nil
}

// take sets what the parameters say.
func (d *Database) take(query url.Values) error {
	for name, values := range query {
		if len(values) > 1 {
			return errors.New("has a parameter twice")
		}
		switch name {
		case "socket":
		case "tls":
			d.TLS = values[0]
		default:
			if d.Params == nil {
				d.Params = map[string]string{}
			}
			d.Params[name] = values[0]
		}
	}
	if d.TLS == "false" {
		d.TLS = ""
	}
	if !slices.Contains([]string{"", "true", "skip-verify", "preferred"}, d.TLS) {
		return errors.New("the parameter tls must be true, false, skip-verify or preferred")
	}
	return nil
}
