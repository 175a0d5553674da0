package dev.jobgrid.http.internal.exchange;

import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.id.ArtifactId;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.id.WorkspaceId;
import io.javalin.http.Context;
import java.util.function.Function;

/** Reads the ids in a path. An invalid id is handled like an unknown one. */
public final class PathIds {
    private PathIds() {}

    public static WorkspaceId workspace(Context ctx) {
        return read(ctx, "workspace", WorkspaceId::new, ErrorCode.NOT_FOUND);
    }

    public static JobId job(Context ctx) {
        return read(ctx, "job_id", JobId::new, ErrorCode.NOT_FOUND);
    }

    public static JobId launchPlan(Context ctx) {
        return read(ctx, "launch_plan_id", JobId::new, ErrorCode.NOT_FOUND);
    }

    public static ArtifactId artifact(Context ctx) {
        return read(ctx, "artifact_id", ArtifactId::new, ErrorCode.NOT_FOUND);
    }

    public static InputId input(Context ctx) {
        return read(ctx, "input_id", InputId::new, ErrorCode.JOB_INPUT_NOT_FOUND);
    }

    private static <T> T read(Context ctx, String parameter, Function<String, T> type, ErrorCode code) {
        try {
            return type.apply(ctx.pathParam(parameter));
        } catch (IllegalArgumentException e) {
            throw new JobGridException(code, "the " + parameter + " in the path was not found in this workspace");
        }
    }
}
