// Lua 5.4.7 with a script of several parts, n times: calls, tables, strings and patterns, closures, floats, a
// collector at work. The result is what the script returns.

#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <time.h>

#include "../guest.h"

// clang-format off
static const char script[] =
    "local rounds = ...\n"
    "local sum = 0\n"
    "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end\n"
    "local function queens(n)\n"
    "  local found, columns, up, down = 0, {}, {}, {}\n"
    "  local function place(row)\n"
    "    if row > n then found = found + 1 return end\n"
    "    for c = 1, n do\n"
    "      if not (columns[c] or up[row + c] or down[row - c + n]) then\n"
    "        columns[c], up[row + c], down[row - c + n] = true, true, true\n"
    "        place(row + 1)\n"
    "        columns[c], up[row + c], down[row - c + n] = nil, nil, nil\n"
    "      end\n"
    "    end\n"
    "  end\n"
    "  place(1)\n"
    "  return found\n"
    "end\n"
    "local Account = {}\n"
    "Account.__index = Account\n"
    "function Account.new(name) return setmetatable({name = name, entries = {}}, Account) end\n"
    "function Account:add(amount) self.entries[#self.entries + 1] = amount return self end\n"
    "function Account:total() local t = 0 for _, e in ipairs(self.entries) do t = t + e end return t end\n"
    "for round = 1, rounds do\n"
    "  sum = sum + fib(18) + queens(6)\n"
    "  local words = {}\n"
    "  for i = 1, 600 do words[i] = 'w' .. (i * 7919 % 1000) .. (i % 3 == 0 and 'x' or '-') end\n"
    "  table.sort(words)\n"
    "  local text = table.concat(words, ' ')\n"
    "  for a, b in text:gmatch('w(%d+)([x-])') do if b == 'x' then sum = sum + tonumber(a) end end\n"
    "  sum = sum + #text:gsub('%d', '%%'):upper()\n"
    "  local account = Account.new('a' .. round)\n"
    "  for i = 1, 400 do account:add(i * 1.5 // 1) end\n"
    "  sum = sum + account:total() // 1 | 0\n"
    "  local x = 0.5\n"
    "  for i = 1, 2000 do x = 3.9 * x * (1 - x) end\n"
    "  sum = sum + math.floor(x * 1000000)\n"
    "end\n"
    "return sum\n";
// clang-format on

EXPORT int64_t run(int32_t n) {
  static const luaL_Reg libraries[] = {
      {LUA_GNAME, luaopen_base}, {LUA_TABLIBNAME, luaopen_table}, {LUA_STRLIBNAME, luaopen_string},
      {LUA_MATHLIBNAME, luaopen_math}};
  lua_State *lua = luaL_newstate();
  for (int i = 0; i < 4; i++) {
    luaL_requiref(lua, libraries[i].name, libraries[i].func, 1);
    lua_pop(lua, 1);
  }
  if (luaL_loadbufferx(lua, script, sizeof script - 1, "script", "t") != LUA_OK) {
    return -1;
  }
  lua_pushinteger(lua, n);
  lua_call(lua, 1, 1);
  int64_t result = lua_tointeger(lua, -1);
  lua_close(lua);
  return result;
}

#ifdef __wasm__
// What Lua's libraries could do with files and clocks, and a guest without imports can't.
FILE *fopen(const char *name, const char *mode) { return 0; }
FILE *freopen(const char *name, const char *mode, FILE *file) { return 0; }
int fclose(FILE *file) { return 0; }
int getc(FILE *file) { return EOF; }
int ferror(FILE *file) { return 0; }
int feof(FILE *file) { return 1; }
size_t fread(void *to, size_t size, size_t count, FILE *file) { return 0; }
time_t time(time_t *to) { return 0; }
clock_t clock(void) { return 0; }
#endif
