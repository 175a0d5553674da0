package dev.jobgrid.retention;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Retention by age and size. Data of a job that has not ended, or has a pending callback or an allocation, is always
 * retained, and so are its inputs.
 *
 * @param rules by part; parts without a rule are retained for ever
 * @param grace the age before unreferenced bytes and expired slots are removed: longer than any upload and any
 *     collecting of artifacts. At least 1 hour
 */
public record RetentionRules(Map<RetentionPart, Rule> rules, Duration grace) {
    /** Retains everything except garbage, which is removed after a day. */
    public static final RetentionRules KEEP = new RetentionRules(Map.of(), Duration.ofDays(1));

    /** Checks the bounds, and copies the rules. */
    public RetentionRules {
        if (rules == null || grace == null) {
            throw new IllegalArgumentException((rules == null ? "rules is" : "grace is") + " null; start from KEEP");
        }
        if (grace.compareTo(Duration.ofHours(1)) < 0) {
            throw new IllegalArgumentException("the grace is " + grace + ", 1 hour or more is needed");
        }
        Map<RetentionPart, Rule> copy = new EnumMap<>(RetentionPart.class);
        rules.forEach((part, rule) -> copy.put(part, checked(part, rule)));
        rules = Map.copyOf(copy);
    }

    /**
     * A rule: removes what is too old or too much, oldest first.
     *
     * @param age the maximum age: since its job ended, or, for an input, since it was last used
     * @param max the maximum amount: bytes of logs, artifacts and inputs; number of jobs and audit events. Applied to
     *     the hour, and never to anything younger than {@link RetentionRules#youngest}
     */
    public record Rule(Optional<Duration> age, OptionalLong max) {
        /** Checks that both are set. */
        public Rule {
            if (age == null || max == null) {
                throw new IllegalArgumentException(
                        (age == null ? "age is" : "max is") + " null; leave it empty instead");
            }
        }

        /** Removes at this age. */
        public static Rule after(Duration age) {
            return new Rule(Optional.of(age), OptionalLong.empty());
        }

        /** Removes above this amount. */
        public static Rule atMost(long max) {
            return new Rule(Optional.empty(), OptionalLong.of(max));
        }
    }

    private static Rule checked(RetentionPart part, Rule rule) {
        if (!part.isRuled()) {
            throw new IllegalArgumentException(part + " go by themselves, after the grace; there is no rule to set");
        }
        rule.age().filter(age -> age.compareTo(youngest(part)) < 0).ifPresent(age -> {
            throw new IllegalArgumentException(
                    "the age of " + part + " is " + age + ", " + youngest(part) + " or more is needed");
        });
        if (rule.max().orElse(0) < 0) {
            throw new IllegalArgumentException(
                    "the maximum of " + part + " is " + rule.max().getAsLong() + ", 0 or more is needed");
        }
        return rule;
    }

    /** The minimum age for any removal, whatever the rule. */
    public static Duration youngest(RetentionPart part) {
        return switch (part) {
            // As long as an idempotency key returns its job.
            case JOBS, INPUTS -> Duration.ofDays(1);
            case LOGS, ARTIFACTS, AUDIT, UPLOADS, IDEMPOTENCY_KEYS, ORPHANED_BLOBS -> Duration.ofHours(1);
        };
    }

    /** The same rules with another one for a part. */
    public RetentionRules with(RetentionPart part, Rule rule) {
        Map<RetentionPart, Rule> more = new EnumMap<>(RetentionPart.class);
        more.putAll(rules);
        more.put(part, rule);
        return new RetentionRules(more, grace);
    }

    /** The same rules with another grace. */
    public RetentionRules withGrace(Duration value) {
        return new RetentionRules(rules, value);
    }
}
