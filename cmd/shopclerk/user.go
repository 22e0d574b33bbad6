package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/internal/passwords"
	"shopclerk/internal/store"
	"shopclerk/server"
)

func newUser(app *app) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "user add|list|remove|password",
		Short: "Manage who may open the admin page by name and password",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newUserAdd(app), newUserList(app), newUserRemove(app), newUserPassword(app))
	return cmd
}

func newUserAdd(app *app) *cobra.Command {
	var role, file string
	var shops []string
	cmd := &cobra.Command{
		Use:   "add NAME [--role owner|staff|viewer] [--shops a,b] [--password-file FILE|-]",
		Short: "Add a user; the password is asked for",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return app.withStore(cmd, func(ctx context.Context, s *store.Store, c *config.Config) error {
				u, err := newUserOf(c, args[0], server.Role(role), shops)
				if err != nil {
					return err
				}
				if _, err := s.User(ctx, u.Name); err == nil {
					return fmt.Errorf("there is a user %s already", u.Name) // before a password is typed in vain
				}
				password, err := readPassword(cmd, file)
				if err != nil {
					return err
				}
				u.Password = passwords.Hash(password)
				if err := s.AddUser(ctx, u); err != nil {
					return fmt.Errorf("user %s: %w", u.Name, err)
				}
				noteUser(ctx, s, cmd, "users.add", u.Name+", "+u.Role)
				fmt.Fprintf(cmd.OutOrStdout(), "%s can sign in as %s\n", u.Name, u.Role)
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&role, "role", string(server.Staff), "owner manages users and sees all shops, staff imports and sends again, viewer looks")
	cmd.Flags().StringSliceVar(&shops, "shops", nil, "the shops that the user may see (default all)")
	passwordFlag(cmd, &file)
	return cmd
}

func newUserOf(c *config.Config, name string, role server.Role, shops []string) (u store.User, err error) {
	u = store.User{Name: server.UserName(name), Role: string(role), Shops: server.ShopsOf(role, shops)}
	if err := server.CheckUserName(u.Name); err != nil {
		return u, err
	}
	if !server.IsRole(u.Role) {
		return u, fmt.Errorf("--role: %q is none of owner, staff, viewer", role)
	}
	if role == server.Owner && len(shops) > 0 {
		return u, errors.New("--shops: an owner sees all shops; staff and viewers can be kept to some")
	}
	for _, shop := range shops {
		if _, ok := c.Shop(shop); !ok {
			return u, fmt.Errorf("--shops: there is no shop %q in %s", shop, c.File)
		}
	}
	return u, nil
}

// noteUser keeps a change in the list of the admin page. Who did it is whoever may run this command.
func noteUser(ctx context.Context, s *store.Store, cmd *cobra.Command, action, detail string) {
	if err := s.AddAudit(ctx, store.AuditEntry{User: server.CommandUser, Action: action, Detail: detail}); err != nil {
		fmt.Fprintln(cmd.ErrOrStderr(), "the audit list could not be written:", err)
	}
}

func newUserList(app *app) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the users with their roles, shops and last sign-in",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return app.withStore(cmd, func(ctx context.Context, s *store.Store, _ *config.Config) error {
				users, err := s.Users(ctx)
				if err != nil {
					return err
				}
				return printUsers(cmd.OutOrStdout(), users)
			})
		},
	}
}

func printUsers(out io.Writer, users []store.User) error {
	tab := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, u := range users {
		shops, seen := "all shops", "never signed in"
		if u.Shops != nil {
			shops = strings.Join(u.Shops, ",")
		}
		if !u.SeenAt.IsZero() {
			seen = "signed in at " + u.SeenAt.Format(time.RFC3339)
		}
		fmt.Fprintf(tab, "%s\t%s\t%s\t%s\n", u.Name, u.Role, shops, seen)
	}
	return tab.Flush()
}

func newUserRemove(app *app) *cobra.Command {
	return &cobra.Command{
		Use:   "remove NAME",
		Short: "Remove a user and end all sessions of that user",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return app.withStore(cmd, func(ctx context.Context, s *store.Store, _ *config.Config) error {
				name := server.UserName(args[0])
				if err := s.RemoveUser(ctx, name); err != nil {
					return userMissing(name, err)
				}
				noteUser(ctx, s, cmd, "users.remove", name)
				fmt.Fprintf(cmd.OutOrStdout(), "%s is removed\n", name)
				return nil
			})
		},
	}
}

func newUserPassword(app *app) *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "password NAME [--password-file FILE|-]",
		Short: "Set the password of a user, and end all sessions of that user",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return app.withStore(cmd, func(ctx context.Context, s *store.Store, _ *config.Config) error {
				name := server.UserName(args[0])
				if _, err := s.User(ctx, name); err != nil {
					return userMissing(name, err)
				}
				password, err := readPassword(cmd, file)
				if err != nil {
					return err
				}
				if err := s.SetUserPassword(ctx, name, passwords.Hash(password)); err != nil {
					return userMissing(name, err)
				}
				noteUser(ctx, s, cmd, "users.password", name)
				fmt.Fprintf(cmd.OutOrStdout(), "the password of %s is set\n", name)
				return nil
			})
		},
	}
	passwordFlag(cmd, &file)
	return cmd
}

func userMissing(name string, err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("there is no user %q; `user list` shows them", name)
	}
	return err
}
