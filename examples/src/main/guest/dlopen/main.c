// Loads code while it runs, in the way C programs do: dlopen() waits until the module is there, and
// dlsym() gives a pointer to a function of it.
__attribute__((import_module("env"), import_name("dlopen"))) int dlopen(const char *file);
__attribute__((import_module("env"), import_name("dlsym"))) void *dlsym(int module, const char *name);

typedef int (*function)(int);
typedef function (*chooser)(int);

// Where the host puts the data of modules.
static char heap[1 << 16];
static char *next = heap;

__attribute__((export_name("allocate"))) void *allocate(int size, int alignment) {
  char *start = (char *)(((unsigned long)next + alignment - 1) & -alignment);
  if (size > heap + sizeof heap - start) {
    return 0;
  }
  next = start + size;
  return start;
}

// The price of some articles, as a module counts it that is fetched for it; -1 if it is not there.
__attribute__((export_name("total"))) int total(int articles) {
  int kept[8] = {articles, articles, articles, articles}; // on the stack, across all waits
  int module = dlopen("prices.wasm");
  if (module == 0) {
    return -1;
  }
  function price = dlsym(module, "doubled_price");
  if (price == 0) {
    return -2;
  }
  int cents = 0;
  for (int article = 1; article <= kept[3]; article++) {
    cents += price(article); // the module waits, too
  }
  return cents;
}

// How often the module was asked: its data is there once.
__attribute__((export_name("asked"))) int asked(void) {
  function count = dlsym(dlopen("prices.wasm"), "asked");
  return count(0);
}

// A pointer to a function of the module that only the module knows, and a string of it.
__attribute__((export_name("chosen"))) int chosen(int x) {
  int module = dlopen("prices.wasm");
  chooser choose = dlsym(module, "choose");
  function initial = dlsym(module, "initial");
  return choose(x)(x) * 1000 + initial(x);
}

__attribute__((export_name("no_such_module"))) int no_such_module(void) { return dlopen("none.wasm"); }

__attribute__((export_name("no_such_function"))) int no_such_function(void) {
  return dlsym(dlopen("prices.wasm"), "none") == 0;
}
