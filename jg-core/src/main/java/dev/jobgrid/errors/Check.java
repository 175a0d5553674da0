package dev.jobgrid.errors;

import java.util.Optional;

/**
 * A violation found by screening.
 *
 * @param code the error code
 * @param severity whether it prevents a submit
 * @param field the draft's field, as clients write it
 * @param message field, value and bound
 * @param action the remedy
 */
public record Check(
        ErrorCode code, Severity severity, Optional<String> field, String message, Optional<String> action) {
    /** The severity of a violation. */
    public enum Severity {
        /** Prevents a submit. */
        ERROR,
        /** A warning for the client. */
        WARNING
    }

    /** A violation of a field that prevents a submit. */
    public static Check error(ErrorCode code, String field, String message) {
        return new Check(code, Severity.ERROR, Optional.of(field), message, Optional.empty());
    }

    /** An {@link ErrorCode#INVALID_REQUEST} about a field. */
    public static Check invalid(String field, String message) {
        return error(ErrorCode.INVALID_REQUEST, field, message);
    }

    /** The same violation with a remedy. */
    public Check withAction(String text) {
        return new Check(code, severity, field, message, Optional.of(text));
    }

    /** Whether it prevents a submit. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
