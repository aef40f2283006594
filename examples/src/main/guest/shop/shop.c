__attribute__((import_module("env"), import_name("price"))) int price(int article);

__attribute__((export_name("total"))) int total(int articles) {
  int cents = 0;
  for (int article = 1; article <= articles; article++) {
    cents += price(article); // waits, and does not know it
  }
  return cents;
}
