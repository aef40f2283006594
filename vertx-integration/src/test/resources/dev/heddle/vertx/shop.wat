;; A guest that asks its host for prices and believes that the answer comes at once.
;; To compile: wasm-tools parse shop.wat -o shop.wasm
(module $shop
  (import "env" "price" (func $price (param i32) (result i32)))
  (memory (export "memory") 1)

  ;; The sum of the prices of the items 0 to $count - 1.
  (func $total (export "total") (param $count i32) (result i32)
    (local $item i32)
    (local $sum i32)
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $item) (local.get $count)))
        (local.set $sum (i32.add (local.get $sum) (call $price (local.get $item))))
        (local.set $item (i32.add (local.get $item) (i32.const 1)))
        (br $next)))
    (local.get $sum))

  (func $add (export "add") (param i32 i32) (result i32)
    (i32.add (local.get 0) (local.get 1)))

  (func $pair (export "pair") (result i32 i64)
    (i32.const 1)
    (i64.const 2))

  (func $nothing (export "nothing"))

  (func $trap (export "trap") (result i32)
    unreachable)

  (func $spin (export "spin")
    (loop $forever
      (br $forever))))
