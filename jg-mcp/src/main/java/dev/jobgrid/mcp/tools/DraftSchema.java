package dev.jobgrid.mcp.tools;

import java.util.List;
import java.util.Map;

/** The arguments of a draft. */
final class DraftSchema {
    private DraftSchema() {}

    /** Of an estimate, which may hold the place. */
    static Map<String, Object> ofEstimate() {
        return fields().optional(
                        "compile",
                        ToolSchema.type(
                                "boolean",
                                "Whether to hold the place: the answer has launch_plan, whose launch_plan_id submit_job"
                                        + " takes, or launch_plan_refusal. It ends by itself after hold_seconds;"
                                        + " cancel_job gives it back."))
                .optional(
                        "hold_seconds",
                        ToolSchema.type("integer", "How long the place is held: 10 to 900, 300 unless given."))
                .optional(
                        "wait_seconds",
                        ToolSchema.type("integer", "How long to wait for a place: 0 to 30, 2 unless given."))
                .build();
    }

    /** Of a submit, which may give a launch plan the go. */
    static Map<String, Object> ofSubmit() {
        return fields().optional(
                        "launch_plan_id",
                        ToolSchema.text("Launch plan of estimate_job to start; no other argument is needed then."))
                .optional(
                        "idempotency_key",
                        ToolSchema.text(
                                "Key that you choose for this submit, up to 255 characters: a retry with it within"
                                        + " 24 hours returns the same job, and starts no second one."))
                .build();
    }

    private static ToolSchema fields() {
        ToolSchema schema = ToolSchema.object();
        String[] workloads = {"inference", "training", "fine_tuning", "fine-tuning", "batch"};
        Map<String, Object> image =
                ToolSchema.text("OCI image to run, such as pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime.");
        // Nothing is required: a template may provide all, and an estimate reports missing fields.
        schema.optional("workload", ToolSchema.words("Type of the workload.", workloads))
                .optional(
                        "workload_type",
                        ToolSchema.words("Same as workload, under its name in the HTTP API.", workloads));
        Map<String, Object> id = ToolSchema.object()
                .required("input_id", ToolSchema.text("Id of an uploaded file."))
                .build();
        Map<String, Object> files = ToolSchema.anyOf("Id of an uploaded file.", List.of(ToolSchema.type("string"), id));
        schema.optional(
                        "model_size",
                        ToolSchema.type(
                                "number", "Size of the model in GB of GPU memory, which decides the size of the GPU."))
                .optional("image", image)
                .optional(
                        "command",
                        ToolSchema.anyOf(
                                "Program to run: an array of words, or one line that is split as by a shell.",
                                List.of(
                                        ToolSchema.type("string"),
                                        ToolSchema.list(ToolSchema.type("string"), "The program and its arguments."))))
                .optional("args", ToolSchema.list(ToolSchema.type("string"), "Arguments after the command."))
                .optional("env", ToolSchema.textMap("Environment variables. They are never returned."))
                .optional(
                        "input_files",
                        ToolSchema.list(files, "Uploaded files; the job finds them in /workspace/inputs/<filename>."))
                .optional(
                        "script_files",
                        ToolSchema.list(files, "At most one uploaded script, in /workspace/scripts/<filename>."))
                .optional("script_file", ToolSchema.text("Same as one id in script_files."))
                .optional(
                        "expected_artifacts",
                        ToolSchema.list(
                                ToolSchema.type("string"),
                                "Files that the job must write below /workspace/artifacts/."))
                .optional(
                        "mounts",
                        ToolSchema.list(
                                ToolSchema.type("string"),
                                "Folders that the operator of the server offers by name, such as datasets; the job"
                                        + " finds them in /workspace/mounts/<name>."))
                .optional("routing_mode", ToolSchema.words("Goal of the placement.", "cost", "speed", "balanced"))
                .optional("template", ToolSchema.text("Slug of a template that fills in omitted fields."))
                .optional(
                        "metadata",
                        ToolSchema.type("object", "Object that is stored and returned with the job, at most 16 KiB."))
                .optional("notes", ToolSchema.text("Note, stored as metadata.notes."));
        return schema;
    }
}
