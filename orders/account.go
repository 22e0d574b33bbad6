package orders

import (
	"net/mail"
	"strings"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/unicode/norm"
)

// Account is an e-mail address or a phone number in the one form in which it is compared: "mail:a@b.example" or
// "tel:+886912345678". "" is no account.
type Account string

// ParseAccount reads what a customer or a shop wrote. region (ISO 3166) says how a phone number without a country code
// is meant. What is neither gives "", an account that nobody has.
func ParseAccount(text, region string) Account {
	text = strings.TrimSpace(norm.NFKC.String(text))
	if strings.Contains(text, "@") {
		return parseMail(text)
	}
	return parsePhone(text, region)
}

func parseMail(text string) Account {
	address, err := mail.ParseAddress(text)
	if err != nil {
		address, err = mail.ParseAddress(strings.Trim(text, "<>")) // half of "<a@b.example>", as it is cut out of a sentence
	}
	if err != nil || address.Address == "" || len(address.Address) > 254 {
		return ""
	}
	return Account("mail:" + strings.ToLower(address.Address))
}

func parsePhone(text, region string) Account {
	if len(text) > 40 {
		return ""
	}
	text = extensions.Replace(text)
	number, err := phonenumbers.Parse(text, region)
	if strings.HasPrefix(text, "00") && (err != nil || !phonenumbers.IsValidNumber(number)) {
		// 00 is how most of the world dials abroad, also where the region's own prefix differs (002 in Taiwan).
		if abroad, abroadErr := phonenumbers.Parse("+"+text[2:], region); abroadErr == nil {
			number, err = abroad, nil
		}
	}
	// A few digits that only fill a field, such as "123", are no number: a stranger would guess them. A number without
	// its area code is possible.
	if err != nil || number.GetNationalNumber() == 0 || !phonenumbers.IsPossibleNumber(number) {
		return ""
	}
	return Account("tel:" + phonenumbers.Format(number, phonenumbers.E164))
}

// extensions are words for "extension" that the library does not know.
var extensions = strings.NewReplacer("分機", " ext ", "分机", " ext ", "轉", " ext ", "转", " ext ", "máy lẻ", " ext ")

// Accounts returns the distinct accounts that e-mails and phones stand for, e-mails first.
func Accounts(emails, phones []string, region string) []Account {
	var out []Account
	seen := map[Account]bool{"": true}
	for _, text := range append(append([]string{}, emails...), phones...) {
		if a := ParseAccount(text, region); !seen[a] {
			seen[a] = true
			out = append(out, a)
		}
	}
	return out
}
