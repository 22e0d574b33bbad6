package server

import "strings"

// APIRoutes are the addresses of the HTTP API as the server has registered them, such as "GET /admin/api/imports/{id}".
func (s *Server) APIRoutes() (list []string) {
	for _, route := range s.echo.Routes() {
		parts := strings.Split(route.Path, "/")
		for i, part := range parts {
			if name, is := strings.CutPrefix(part, ":"); is {
				parts[i] = "{" + name + "}"
			}
		}
		list = append(list, route.Method+" "+strings.Join(parts, "/"))
	}
	return list
}
