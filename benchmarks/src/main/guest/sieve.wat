;; Loads and stores of bytes: n times the sieve of Eratosthenes over the numbers below 2^20.
;; The result is the number of primes found, all rounds together.
(module
  (memory 16)
  (global $limit i32 (i32.const 1048576))

  (func $sieve (result i32)
    (local $i i32)
    (local $multiple i32)
    (local $primes i32)
    (loop $clear
      (i64.store (local.get $i) (i64.const 0))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br_if $clear (i32.lt_u (local.get $i) (global.get $limit))))
    (local.set $i (i32.const 2))
    (loop $next
      (if (i32.eqz (i32.load8_u (local.get $i)))
        (then
          (local.set $primes (i32.add (local.get $primes) (i32.const 1)))
          (local.set $multiple (i32.shl (local.get $i) (i32.const 1)))
          (block $done
            (loop $strike
              (br_if $done (i32.ge_u (local.get $multiple) (global.get $limit)))
              (i32.store8 (local.get $multiple) (i32.const 1))
              (local.set $multiple (i32.add (local.get $multiple) (local.get $i)))
              (br $strike)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (global.get $limit))))
    (local.get $primes))

  (func (export "run") (param $n i32) (result i64)
    (local $primes i64)
    (block $done
      (loop $round
        (br_if $done (i32.le_s (local.get $n) (i32.const 0)))
        (local.set $primes (i64.add (local.get $primes) (i64.extend_i32_u (call $sieve))))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $round)))
    (local.get $primes)))
