;; Functions above functions down to one of the host, called in every way there is.
(module $layers
  (type $unary (func (param i32) (result i32)))
  (import "env" "host" (func $host (type $unary)))
  (table funcref (elem $indirect $host))
  (elem declare func $by_reference $host)

  (func $by_reference (type $unary)
    (i32.add (call $host (local.get 0)) (i32.const 1)))
  (func $indirect (type $unary)
    (i32.add (call_ref $unary (local.get 0) (ref.func $by_reference)) (i32.const 1)))
  (func $direct (type $unary)
    (i32.add (call_indirect (type $unary) (local.get 0) (i32.const 0)) (i32.const 1)))
  (func (export "outer") (type $unary)
    (i32.add (call $direct (local.get 0)) (i32.const 1)))

  ;; Leaves its place to the host.
  (func $tail (type $unary) (return_call $host (local.get 0)))
  (func (export "above_tail") (type $unary)
    (i32.add (call $tail (local.get 0)) (i32.const 1)))

  ;; Calls the host at a depth.
  (func $deep (export "deep") (type $unary)
    (if (result i32) (local.get 0)
      (then (i32.add (call $deep (i32.sub (local.get 0) (i32.const 1))) (i32.const 1)))
      (else (call $host (local.get 0)))))

  ;; Catches whatever the host throws, and throws it again.
  (func (export "rethrow") (type $unary)
    (block $caught (result exnref)
      (try_table (result i32) (catch_all_ref $caught) (call $direct (local.get 0)))
      (return))
    (throw_ref))

  ;; Catches it and goes on to a second call.
  (func (export "second_chance") (type $unary)
    (block $caught
      (try_table (result i32) (catch_all $caught) (call $direct (local.get 0)))
      (return))
    (call $by_reference (i32.add (local.get 0) (i32.const 1))))

  ;; Calls the host in a loop.
  (func (export "repeat") (param $times i32) (result i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (call $by_reference (local.get $times))))
      (br_if $next (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
    (local.get $sum)))
