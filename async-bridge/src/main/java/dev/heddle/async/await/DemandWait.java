package dev.heddle.async.await;

import org.jspecify.annotations.Nullable;

/** A wait for a subscriber to ask for more. */
public final class DemandWait extends Wait<@Nullable Void> {

  /** Where demand comes from. */
  public interface Source {

    /** From now on tells {@code wait}, if it is not null, when there is demand. */
    void tell(@Nullable DemandWait wait);

    /** Whether there is demand now. */
    boolean hasDemand();
  }

  private final Source source;

  /** A wait for demand. */
  public DemandWait(Waiter waiter, Source source) {
    super(waiter);
    this.source = source;
  }

  @Override
  protected void ask() {
    source.tell(this);
    // Published before looking, as demand is added before it is told.
    if (source.hasDemand()) {
      arrived();
    }
  }

  /** There is demand. */
  public void arrived() {
    succeed(null);
  }

  @Override
  protected void cancelSource() {
    source.tell(null);
  }
}
