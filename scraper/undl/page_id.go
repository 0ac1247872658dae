package undl

import (
	"bytes"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// pageID is the record that a page says it is: the first link[rel=canonical], or
// og:url when it has no such link. 0 for a page of no record.
func pageID(body []byte) (int64, error) {
	if end := bytes.Index(body, []byte("</head>")); end >= 0 {
		body = body[:end]
	}
	var og int64
	z := html.NewTokenizer(bytes.NewReader(body))
	for tt := z.Next(); tt != html.ErrorToken; tt = z.Next() {
		if tt != html.StartTagToken && tt != html.SelfClosingTagToken {
			continue
		}
		tag, link := ownLink(z)
		if tag == 0 {
			continue
		}
		id, ok := RecordID(link) // the canonical link of a list is a search
		if ok && og != 0 && og != id {
			return 0, refuse(Layout, "the page names itself %d and %d", og, id)
		}
		if ok && tag == atom.Link {
			return id, nil
		}
		if ok {
			og = id
		}
	}
	return og, nil
}

// ownLink is the address in the tag that z is at, when it is one of the two with
// the page's own: <link rel=canonical> or <meta property=og:url>; else tag is 0.
func ownLink(z *html.Tokenizer) (tag atom.Atom, link string) {
	name, more := z.TagName()
	var what, where string
	switch tag = atom.Lookup(name); tag {
	case atom.Link:
		what, where = "rel=canonical", "href"
	case atom.Meta:
		what, where = "property=og:url", "content"
	default:
		return 0, ""
	}
	isOwn := false
	for more {
		var key, value []byte
		key, value, more = z.TagAttr()
		isOwn = isOwn || string(key)+"="+string(value) == what
		if string(key) == where {
			link = string(value)
		}
	}
	if !isOwn {
		return 0, ""
	}
	return tag, link
}
