package main

import (
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"
)

// The databases and the parts, by the names of the flags.
const (
	sqlite  = "sqlite"
	mariadb = "mariadb"

	partImport   = "import"
	partRows     = "rows"
	partLoad     = "load"
	partProperty = "property"
	partFeeds    = "feeds"
	partProducts = "products"
	partGrowth   = "growth"
	partPages    = "pages"
	partStart    = "start"
)

// options are the flags.
type options struct {
	rounds, clients          int
	duration                 time.Duration // of one round under load
	orders, products, growth int
	pulled                   int // orders that a pull brings
	large                    int // products that the largest catalog has
	databases, parts         []string
	binary                   string
	loadSample, growSample   int // different questions of a topic under load, and to each shop of the growth
	short                    bool
}

const (
	smallShop  = 1000 // orders of the shop that the growing one is compared with
	shortPart  = 5    // rounds with one client take this part of a round under load
	coldStarts = 5
	idleTime   = 5 * time.Second
)

func parseOptions(args []string) (options, error) {
	o := options{loadSample: 5000, growSample: 20_000}
	var databases, parts string
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.IntVar(&o.rounds, "rounds", 5, "rounds of each measurement; medians are printed")
	f.DurationVar(&o.duration, "duration", 10*time.Second, "of one round under load; rounds with one client take a fifth of it")
	f.IntVar(&o.clients, "clients", 16, "keep-alive connections under load")
	f.IntVar(&o.orders, "orders", 100_000, "orders, with one package each")
	f.IntVar(&o.products, "products", 100_000, "products")
	f.IntVar(&o.growth, "growth", 1_000_000, "orders that a shop of 1,000 grows to")
	f.IntVar(&o.large, "large", 1_000_000, "products of the largest catalog that is searched, and rows of each kind behind the admin page")
	f.IntVar(&o.pulled, "pulled", 50_000, "orders that a pull brings")
	f.StringVar(&databases, "databases", "sqlite,mariadb", "databases, separated by commas")
	f.StringVar(&parts, "only", "import,rows,load,property,feeds,products,growth,pages,start", "parts, separated by commas")
	f.StringVar(&o.binary, "binary", "", "a shopclerk that is already built, for comparing two (default: this module, built now)")
	f.BoolVar(&o.short, "short", false, "all parts at tiny sizes in well under a minute: for CI, to see that everything works")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.short {
		o.shorten(f)
	}
	var err error
	if o.databases, err = choose("-databases", databases, sqlite, mariadb); err != nil {
		return o, err
	}
	if o.parts, err = choose("-only", parts, partImport, partRows, partLoad, partProperty, partFeeds, partProducts, partGrowth, partPages, partStart); err != nil {
		return o, err
	}
	if f.NArg() > 0 || min(o.rounds, o.clients, o.orders, o.products, o.growth, o.large, o.pulled) < 1 || o.duration <= 0 {
		return o, errors.New("there are only flags, and their numbers begin at 1; see -help")
	}
	return o, nil
}

// shorten sets the sizes that nobody gave.
func (o *options) shorten(f *flag.FlagSet) {
	o.loadSample, o.growSample = 500, 500
	given := map[string]bool{}
	f.Visit(func(f *flag.Flag) { given[f.Name] = true })
	for name, value := range map[string]string{
		"rounds": "2", "duration": "300ms", "clients": "4", "orders": "2000", "products": "2000", "growth": "4000", "large": "4000", "pulled": "500",
	} {
		if !given[name] {
			if err := f.Set(name, value); err != nil { // constants of this file
				panic(err)
			}
		}
	}
}

func choose(name, text string, known ...string) ([]string, error) {
	list := strings.Split(text, ",")
	for _, one := range list {
		if !slices.Contains(known, one) {
			return nil, fmt.Errorf("%s: %q is none of %s", name, one, strings.Join(known, ", "))
		}
	}
	return list, nil
}

func (o options) wants(parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return slices.Contains(o.parts, part) })
}
