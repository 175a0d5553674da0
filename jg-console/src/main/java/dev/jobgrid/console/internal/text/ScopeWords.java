package dev.jobgrid.console.internal.text;

import dev.jobgrid.auth.Scope;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What scopes allow, in words. Pure. */
public final class ScopeWords {
    /** From the least to the most. */
    public static final List<Scope> ORDER =
            List.of(Scope.JOBS_READ, Scope.LOGS_READ, Scope.JOBS_ESTIMATE, Scope.JOBS_SUBMIT, Scope.JOBS_WRITE);

    private ScopeWords() {}

    /** "see jobs, files and logs". */
    public static String of(Scope scope) {
        return switch (scope) {
            case JOBS_READ -> "see jobs, their files and logs";
            case LOGS_READ -> "read logs";
            case JOBS_ESTIMATE -> "ask what a job would cost";
            case JOBS_SUBMIT -> "submit and cancel jobs";
            case JOBS_WRITE -> "submit, cancel, save templates";
        };
    }

    /** "May see jobs, their files and logs; submit and cancel jobs." */
    public static String sentence(Set<Scope> scopes) {
        if (scopes.containsAll(ORDER)) {
            return "May do all of it.";
        }
        return "May "
                + ORDER.stream().filter(scopes::contains).map(ScopeWords::of).collect(Collectors.joining("; ")) + ".";
    }
}
