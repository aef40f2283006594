// A plugin that tells prices: the second version, with a tenth off from ten pieces on.
package main

// listPrice asks the host, and waits without knowing it.
//
//go:wasmimport shop list_price
func listPrice(article int32) int32

// version tells which one it is.
//
//go:wasmexport version
func version() int32 {
	return 2
}

// price is what so many pieces of an article cost, in cents.
//
//go:wasmexport price
func price(article, quantity int32) int32 {
	price := quantity * listPrice(article)
	if quantity >= 10 {
		price -= price / 10
	}
	return price
}

func main() {} // is not called: the module is a library
