// A small Forth, read from the standard input: numbers, + - * / mod, comparisons, stack words, ." text",
// : definitions ;, if else then, begin until, do loop with i, and bye, which takes an exit code.

const stack = new Array<i32>();
const loops = new Array<i32>();
const words = new Map<string, string[]>();

function pop(): i32 {
  if (stack.length == 0) throw new Error("the stack is empty");
  return stack.pop();
}

function truth(holds: bool): void {
  stack.push(holds ? -1 : 0);
}

/** Where the word is that ends what begins before `from`, or one in between, such as else. */
function end(code: string[], from: i32, opening: string, closing: string, between: string = ""): i32 {
  let depth = 0;
  for (let at = from; at < code.length; at++) {
    const word = code[at];
    if (depth == 0 && (word == closing || word == between)) return at;
    if (word == opening) depth++;
    if (word == closing) depth--;
  }
  throw new Error(opening + " without " + closing);
}

function run(code: string[]): void {
  for (let at = 0; at < code.length; at++) {
    const word = code[at];
    if (word == ":") {
      const last = end(code, at + 1, ":", ";");
      words.set(code[at + 1], code.slice(at + 2, last));
      at = last;
    } else if (word == "if") {
      const then = end(code, at + 1, "if", "then");
      const other = end(code, at + 1, "if", "then", "else");
      if (pop() != 0) {
        run(code.slice(at + 1, other));
      } else if (other != then) {
        run(code.slice(other + 1, then));
      }
      at = then;
    } else if (word == "begin") {
      const until = end(code, at + 1, "begin", "until");
      const body = code.slice(at + 1, until);
      do run(body); while (pop() == 0);
      at = until;
    } else if (word == "do") {
      const last = end(code, at + 1, "do", "loop");
      const body = code.slice(at + 1, last);
      let i = pop();
      const limit = pop();
      for (; i < limit; i++) {
        loops.push(i);
        run(body);
        loops.pop();
      }
      at = last;
    } else {
      step(word);
    }
  }
}

function step(word: string): void {
  if (words.has(word)) return run(words.get(word));
  if (word.startsWith('"')) return process.stdout.write(word.substring(1));
  if (word == "dup") {
    const a = pop();
    stack.push(a);
    stack.push(a);
  } else if (word == "drop") {
    pop();
  } else if (word == "swap") {
    const b = pop(), a = pop();
    stack.push(b);
    stack.push(a);
  } else if (word == "over") {
    const b = pop(), a = pop();
    stack.push(a);
    stack.push(b);
    stack.push(a);
  } else if (word == "i") {
    stack.push(loops[loops.length - 1]);
  } else if (word == ".") {
    process.stdout.write(pop().toString() + " ");
  } else if (word == "cr") {
    process.stdout.write("\n");
  } else if (word == "bye") {
    process.exit(pop());
  } else if (word.length == 1 && "+-*/<=>".includes(word) || word == "mod") {
    const b = pop(), a = pop();
    if (word == "+") stack.push(a + b);
    else if (word == "-") stack.push(a - b);
    else if (word == "*") stack.push(a * b);
    else if (word == "<") truth(a < b);
    else if (word == "=") truth(a == b);
    else if (word == ">") truth(a > b);
    else if (b == 0) throw new Error("division by zero");
    else stack.push(word == "/" ? a / b : a % b);
  } else {
    const number = F64.parseInt(word);
    if (isNaN(number)) throw new Error("no word " + word);
    stack.push(<i32>number);
  }
}

/** The words of a text; ." with what follows up to the next quotation mark is one. */
function split(text: string): string[] {
  const found = new Array<string>();
  let at = 0;
  while (at < text.length) {
    if (text.charCodeAt(at) <= 32) {
      at++;
    } else if (text.startsWith('." ', at)) {
      const close = text.indexOf('"', at + 3);
      if (close < 0) throw new Error("a text without an end");
      found.push('"' + text.substring(at + 3, close));
      at = close + 1;
    } else {
      const start = at;
      while (at < text.length && text.charCodeAt(at) > 32) at++;
      found.push(text.substring(start, at));
    }
  }
  return found;
}

function input(): string {
  let text = "";
  const buffer = new ArrayBuffer(4096);
  for (let count = 1; count > 0; ) {
    count = process.stdin.read(buffer);
    text += String.UTF8.decodeUnsafe(changetype<usize>(buffer), count);
  }
  return text;
}

run(split(input()));
