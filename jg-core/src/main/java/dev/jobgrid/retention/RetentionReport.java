package dev.jobgrid.retention;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What went, or would go.
 *
 * @param gone how much of each part; what is not in it lost nothing
 * @param left why bytes that nothing refers to were left where they are, and what can be done, in words for people; empty
 *     if none had to be
 */
public record RetentionReport(Map<RetentionPart, Amount> gone, Optional<String> left) {
    /** Nothing. */
    public static final RetentionReport NOTHING = new RetentionReport(Map.of());

    /** Copies the amounts. */
    public RetentionReport {
        gone = Map.copyOf(gone);
    }

    /** A report of what went, or would go, with nothing left for a reason. */
    public RetentionReport(Map<RetentionPart, Amount> gone) {
        this(gone, Optional.empty());
    }

    /**
     * How much.
     *
     * @param count how many: of logs, as many as there are jobs that they are of
     * @param bytes bytes of logs as they are stored, of artifacts, inputs and orphaned blobs; else 0
     */
    public record Amount(long count, long bytes) {
        /** None. */
        public static final Amount NONE = new Amount(0, 0);

        /** Both together. */
        public Amount plus(Amount more) {
            return new Amount(count + more.count, bytes + more.bytes);
        }
    }

    /** How much of a part. */
    public Amount of(RetentionPart part) {
        return gone.getOrDefault(part, Amount.NONE);
    }

    /** With more of a part. */
    public RetentionReport plus(RetentionPart part, Amount more) {
        if (more.equals(Amount.NONE)) {
            return this;
        }
        Map<RetentionPart, Amount> sum = new EnumMap<>(RetentionPart.class);
        sum.putAll(gone);
        sum.merge(part, more, Amount::plus);
        return new RetentionReport(sum, left);
    }

    /** With the reason for which bytes that nothing refers to were left. */
    public RetentionReport leaving(String why) {
        return new RetentionReport(gone, Optional.of(why));
    }
}
