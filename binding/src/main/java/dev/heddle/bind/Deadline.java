package dev.heddle.bind;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * How long each call through a method of a bound interface may take, from the order to start to its
 * end; then it fails with {@link dev.heddle.async.DeadlineExceededException}. On an interface it
 * holds for all its methods that have none of their own.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Deadline {

  /** Milliseconds, more than zero. */
  long millis();
}
