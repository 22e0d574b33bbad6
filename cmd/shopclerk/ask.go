package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/spf13/cobra"

	"shopclerk/config"
	"shopclerk/server/bots"
)

const (
	askTimeout = 15 * time.Second
	maxReply   = 8 << 20
)

func newAsk(app *app) *cobra.Command {
	var q bots.Question
	var platform, url string
	cmd := &cobra.Command{
		Use:       "ask products|property|orders|packages|test",
		Short:     "Ask as a bot would: sign a question, send it and print the reply",
		Args:      cobra.ExactArgs(1),
		ValidArgs: []string{"products", "property", "orders", "packages", "test"},
		RunE: func(cmd *cobra.Command, args []string) error {
			q.Method = args[0]
			if q.Method == "test" {
				q.Token = rand.Text()
			}
			return ask(cmd, app, q, platform, url)
		},
	}
	f := cmd.Flags()
	f.StringVar(&platform, "platform", config.JoinChat, "joinchat or bothub")
	f.StringVar(&url, "url", "", "the webhook's address (default: this configuration's own)")
	f.StringVar(&q.Title, "title", "", "words of a product's title")
	f.StringVar(&q.ProductType, "product-type", "", "a product type, whole")
	f.StringVar(&q.Vendor, "vendor", "", "a brand, whole")
	f.StringVar(&q.OrderType, "order-type", "", "the sequence, such as title,desc")
	f.StringVar(&q.SearchType, "search-type", "", "product_type or vendor")
	f.StringVar(&q.OrderNumber, "order-number", "", "an order's number")
	f.StringVar(&q.UserAccount, "user-account", "", "an e-mail address or a phone number")
	f.StringVar(&q.Filter, "filter", "", "open, unpaid, closed or past")
	f.StringVar(&q.PackageNumber, "package-number", "", "a parcel's number")
	f.StringVar(&q.Page, "page", "", "the page, from 1")
	f.StringVar(&q.Limit, "limit", "", "how many a page, 1 to 100")
	return cmd
}

func ask(cmd *cobra.Command, app *app, q bots.Question, platform, url string) error {
	c, shop, err := app.loadShop(newLog(os.Stderr))
	if err != nil {
		return err
	}
	dialect, bot, err := findBot(shop, platform)
	if err != nil {
		return err
	}
	if url == "" {
		url = c.LocalURL() + "/webhook"
	}
	q.PageID = bot.PageID
	body, err := dialect.Ask(q)
	if err != nil {
		return err
	}
	status, reply, err := post(cmd.Context(), url, dialect.Header(), dialect.Sign(bot.Secrets[0], body), body)
	if err != nil {
		return fmt.Errorf("no reply; is `shopclerk serve` running? %w", err)
	}
	printReply(cmd.OutOrStdout(), reply)
	if status != http.StatusOK {
		return fmt.Errorf("%s answered with HTTP status %d", url, status)
	}
	if q.Method == "test" && !bytes.Contains(reply, []byte(`"`+q.Token+`"`)) {
		return errors.New("the reply does not return the token that was sent")
	}
	return nil
}

func findBot(shop config.Shop, platform string) (bots.Dialect, config.Bot, error) {
	for _, d := range dialects() {
		if d.Platform() != platform {
			continue
		}
		for _, b := range shop.Bots {
			if b.Platform == platform {
				return d, b, nil
			}
		}
		return nil, config.Bot{}, fmt.Errorf("--platform: shop %s has no %s bot", shop.ID, platform)
	}
	return nil, config.Bot{}, fmt.Errorf("--platform: %q is neither joinchat nor bothub", platform)
}

func post(ctx context.Context, url, header, signature string, body []byte) (int, []byte, error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(header, signature)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	reply, err := io.ReadAll(io.LimitReader(response.Body, maxReply))
	return response.StatusCode, reply, err
}

// printReply prints the bytes as they came, or indented where a person reads them.
func printReply(w io.Writer, reply []byte) {
	if f, ok := w.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			var pretty bytes.Buffer
			if json.Indent(&pretty, reply, "", "  ") == nil {
				reply = pretty.Bytes()
			}
		}
	}
	fmt.Fprintf(w, "%s\n", reply)
}
