package dev.jobgrid.mcp.tools;

import java.util.List;

/** All tools. */
public final class Toolbox {
    /** The most calls of one adapter that may wait for jobs to end. */
    private static final int MAX_WAITING = 32;

    private Toolbox() {}

    /** The tools in the published order. */
    public static List<Tool> tools() {
        return List.of(
                new EstimateJobTool(),
                new SubmitJobTool(),
                new UploadJobInputTool(),
                new ListJobInputsTool(),
                new ListJobsTool(),
                new GetJobTool(new JobWait(MAX_WAITING)),
                new GetJobEventsTool(),
                new GetJobLogsTool(),
                new CancelJobTool(),
                new ListArtifactsTool(),
                new GetArtifactTool());
    }
}
