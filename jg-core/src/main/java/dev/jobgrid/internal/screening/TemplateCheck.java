package dev.jobgrid.internal.screening;

import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.templates.JobTemplate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Validates a template, as screening does a draft. Pure. */
public final class TemplateCheck {
    private static final Pattern SLUG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private TemplateCheck() {}

    /** Whether this is a valid slug. */
    public static boolean isSlug(String text) {
        return SLUG.matcher(text).matches();
    }

    /**
     * Checks a template before it is stored.
     *
     * @throws JobGridException INVALID_REQUEST with all violations
     */
    public static void check(JobTemplate template) {
        DraftViolations violations = new DraftViolations();
        if (!isSlug(template.slug())) {
            violations.invalid(
                    "slug",
                    "slug '" + Limits.shown(template.slug())
                            + "' must be 1 to 64 letters, digits, '.', '_' or '-', and start with a letter or digit");
        }
        new Limits(violations).check(template.draft());
        onlyWhatIsFilledIn(template.draft(), violations);
        List<Check> found = violations.all();
        if (!found.isEmpty()) {
            throw new JobGridException(ErrorCode.INVALID_REQUEST, found.get(0).message(), found, Optional.empty());
        }
    }

    private static void onlyWhatIsFilledIn(JobSpec draft, DraftViolations violations) {
        absent("id", draft.id().isEmpty(), violations);
        absent("environment", draft.environment().equals(Environment.EMPTY), violations);
        absent(
                "input_files, script_files, expected_artifacts and mounts",
                draft.files().equals(JobFiles.NONE),
                violations);
        absent("callback_url", draft.callback().isEmpty(), violations);
        absent("metadata", draft.metadata().equals(Metadata.EMPTY), violations);
        absent("timeout_seconds", draft.timeout().isEmpty(), violations);
        absent("template_slug", draft.template().isEmpty(), violations);
    }

    private static void absent(String field, boolean isAbsent, DraftViolations violations) {
        if (!isAbsent) {
            violations.invalid(
                    field,
                    field + " is no part of a template, which fills in name, image, workload_type, command and routing;"
                            + " leave it to the job");
        }
    }
}
