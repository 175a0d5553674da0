package dev.jobgrid.retention;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a retention run removed, or would remove.
 *
 * @param gone the removed amount by part; parts without one are missing
 * @param notRemovedReason why orphaned blobs were not removed, and the remedy, for people; empty if there was no reason
 */
public record RetentionReport(Map<RetentionPart, Amount> gone, Optional<String> notRemovedReason) {
    /** Nothing removed. */
    public static final RetentionReport NOTHING = new RetentionReport(Map.of());

    /** Copies the amounts. */
    public RetentionReport {
        gone = Map.copyOf(gone);
    }

    /** A report without orphaned blobs left. */
    public RetentionReport(Map<RetentionPart, Amount> gone) {
        this(gone, Optional.empty());
    }

    /**
     * An amount.
     *
     * @param count number of items; logs count once per job
     * @param bytes stored bytes of logs, artifacts, inputs and orphaned blobs; else 0
     */
    public record Amount(long count, long bytes) {
        /** None. */
        public static final Amount NONE = new Amount(0, 0);

        /** The sum of both. */
        public Amount plus(Amount more) {
            return new Amount(count + more.count, bytes + more.bytes);
        }
    }

    /** The removed amount of a part. */
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
        return new RetentionReport(sum, notRemovedReason);
    }

    /** With the reason why orphaned blobs were not removed. */
    public RetentionReport withNotRemovedReason(String why) {
        return new RetentionReport(gone, Optional.of(why));
    }
}
