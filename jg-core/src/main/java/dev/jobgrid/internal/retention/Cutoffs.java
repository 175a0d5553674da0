package dev.jobgrid.internal.retention;

import dev.jobgrid.retention.RetentionPart;
import dev.jobgrid.retention.RetentionRules;
import dev.jobgrid.retention.RetentionRules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Computes the cut-off time of each part from the rules: older items are removed. Pure. */
final class Cutoffs {
    private Cutoffs() {}

    /**
     * The cut-off times; a part without one is retained.
     *
     * @param sizes amounts of a part by the hour; called only if a rule bounds it
     */
    static Map<RetentionPart, Instant> of(
            RetentionRules rules, Instant now, Function<RetentionPart, Map<Instant, Long>> sizes) {
        Map<RetentionPart, Instant> cutoffs = new EnumMap<>(RetentionPart.class);
        rules.rules().forEach((part, rule) -> {
            Optional<Instant> byAge = rule.age().map(now::minus);
            Optional<Instant> bySize = bySize(part, rule, now, sizes);
            later(byAge, bySize).ifPresent(at -> cutoffs.put(part, at));
        });
        // A job is removed with all its data.
        Optional<Instant> jobs = Optional.ofNullable(cutoffs.get(RetentionPart.JOBS));
        for (RetentionPart part : List.of(RetentionPart.LOGS, RetentionPart.ARTIFACTS)) {
            later(jobs, Optional.ofNullable(cutoffs.get(part))).ifPresent(at -> cutoffs.put(part, at));
        }
        cutoffs.put(RetentionPart.UPLOADS, now.minus(rules.grace()));
        cutoffs.put(RetentionPart.IDEMPOTENCY_KEYS, now);
        return cutoffs;
    }

    private static Optional<Instant> bySize(
            RetentionPart part, Rule rule, Instant now, Function<RetentionPart, Map<Instant, Long>> sizes) {
        if (rule.max().isEmpty()) {
            return Optional.empty();
        }
        Instant youngest = now.minus(RetentionRules.youngest(part));
        NavigableMap<Instant, Long> byHour = new TreeMap<>(sizes.apply(part));
        long sum = 0;
        for (Map.Entry<Instant, Long> hour : byHour.descendingMap().entrySet()) {
            sum += hour.getValue();
            if (sum > rule.max().getAsLong()) {
                Instant end = hour.getKey().plus(Duration.ofHours(1));
                return Optional.of(end.isBefore(youngest) ? end : youngest);
            }
        }
        return Optional.empty();
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent()
                ? Optional.of(one.get().isAfter(other.get()) ? one.get() : other.get())
                : one.or(() -> other);
    }
}
