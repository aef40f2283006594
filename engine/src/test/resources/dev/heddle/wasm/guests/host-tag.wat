;; Catches what the host throws by the tag that stands for it, and throws it again.
(module $host_tag
  (import "env" "exception" (tag $exception (param externref)))
  (import "env" "host" (func $host))
  (tag $other (param externref))

  (func (export "catch") (result externref)
    (try_table (catch $exception 0) (call $host))
    (ref.null extern))
  (func (export "catchOther") (result externref)
    (try_table (catch $other 0) (call $host))
    (ref.null extern))
  (func (export "catchBoth") (result externref exnref)
    (try_table (catch_ref $exception 0) (call $host))
    (ref.null extern) (ref.null exn))
  (func (export "legacyCatch") (result externref)
    try (result externref)
      call $host
      ref.null extern
    catch $exception
    end)
  (func $throw (export "throw") (param externref) (throw $exception (local.get 0)))
  (func (export "throwAndCatch") (param externref) (result externref)
    (try_table (catch $exception 0) (call $throw (local.get 0)))
    (ref.null extern))
  (func (export "catchAndThrow")
    (throw $exception
      (block (result externref)
        (try_table (catch $exception 0) (call $host))
        (return)))))
