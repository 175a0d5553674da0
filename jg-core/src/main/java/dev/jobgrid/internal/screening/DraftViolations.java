package dev.jobgrid.internal.screening;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects violations of a draft. Single-threaded. */
final class DraftViolations {
    private final List<Check> checks = new ArrayList<>();

    List<Check> all() {
        return checks;
    }

    void addAll(Collection<Check> found) {
        checks.addAll(found);
    }

    void add(Check check) {
        checks.add(check);
    }

    void invalid(String field, String message) {
        checks.add(Check.invalid(field, message));
    }

    void atMost(String field, String what, long found, long max) {
        if (found > max) {
            invalid(field, field + " has " + found + " " + what + ", at most " + max + " are allowed");
        }
    }

    void positive(String field, long value) {
        if (value <= 0) {
            invalid(field, field + " is " + value + ", and must be over 0");
        }
    }

    void error(ErrorCode code, String field, String message) {
        checks.add(Check.error(code, field, message));
    }
}
