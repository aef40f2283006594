;; A shop that asks the host for prices.
(module $shop
  (import "env" "price" (func $price (param i32) (result i32)))
  (memory (export "memory") 1)

  ;; The price of the products 1 to $products together.
  (func (export "total") (param $products i32) (result i32) (local $total i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $products)))
        (local.set $total (i32.add (local.get $total) (call $price (local.get $products))))
        (local.set $products (i32.sub (local.get $products) (i32.const 1)))
        (br $next)))
    (local.get $total))

  ;; An amount less so many percent.
  (func (export "discounted") (param $cents i32) (param $percent i32) (result i32)
    (i32.sub
      (local.get $cents)
      (i32.div_u (i32.mul (local.get $cents) (local.get $percent)) (i32.const 100)))))
