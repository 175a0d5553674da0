package dev.jobgrid.errors;

import java.util.Optional;

/**
 * One thing that screening looked at and found wanting.
 *
 * @param code what refuses the job
 * @param severity whether it stops a submit
 * @param field the draft's field, as clients write it
 * @param message field, value and bound
 * @param action the way out
 */
public record Check(
        ErrorCode code, Severity severity, Optional<String> field, String message, Optional<String> action) {
    /** How bad a check's finding is. */
    public enum Severity {
        /** The job cannot be submitted like this. */
        ERROR,
        /** The job can be submitted, and the client should know. */
        WARNING
    }

    /** A finding about a field that stops a submit. */
    public static Check error(ErrorCode code, String field, String message) {
        return new Check(code, Severity.ERROR, Optional.of(field), message, Optional.empty());
    }

    /** An {@link ErrorCode#INVALID_REQUEST} about a field. */
    public static Check invalid(String field, String message) {
        return error(ErrorCode.INVALID_REQUEST, field, message);
    }

    /** The same finding with a way out. */
    public Check withAction(String text) {
        return new Check(code, severity, field, message, Optional.of(text));
    }

    /** Whether it stops a submit. */
    public boolean isError() {
        return severity == Severity.ERROR;
    }
}
