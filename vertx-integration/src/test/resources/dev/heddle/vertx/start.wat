;; A guest that asks its host for prices as it starts, until there is one of 0.
;; To compile: wasm-tools parse start.wat -o start.wasm
(module $start
  (import "env" "price" (func $price (param i32) (result i32)))
  (func $ask
    (loop $again
      (br_if $again (call $price (i32.const 0)))))
  (start $ask))
