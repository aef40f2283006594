// A module that is linked into a program that runs. It has data of its own, pointers in it, functions
// that only it knows, and an import that waits.
__attribute__((import_module("env"), import_name("price"))) int price(int article);

typedef int (*function)(int);

static int count;
static const char *const names[] = {"tea", "coffee"};

static int twice(int x) { return 2 * x; }
static int thrice(int x) { return 3 * x; }

__attribute__((export_name("doubled_price"))) int doubled_price(int article) {
  volatile int before = article; // on the stack that it shares with the program
  count++;
  return price(article) * 2 + (before - article);
}

__attribute__((export_name("asked"))) int asked(int unused) { return count; }

__attribute__((export_name("choose"))) function choose(int x) { return x == 0 ? twice : thrice; }

__attribute__((export_name("initial"))) int initial(int article) { return names[article][0]; }
