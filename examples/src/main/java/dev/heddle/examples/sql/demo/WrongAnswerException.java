package dev.heddle.examples.sql.demo;

/** The server's answer is not the one that the data demand; the message shows both. */
public final class WrongAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongAnswerException(String message) {
    super(message);
  }
}
