package dev.jobgrid.mcp.tools;

import java.util.List;
import java.util.Map;

/** The arguments of a draft. */
final class DraftSchema {
    private DraftSchema() {}

    static Map<String, Object> build() {
        ToolSchema schema = ToolSchema.object();
        String[] workloads = {"inference", "training", "fine_tuning", "fine-tuning", "batch"};
        Map<String, Object> image =
                ToolSchema.text("OCI image to run, such as pytorch/pytorch:2.4.0-cuda12.1-cudnn9-runtime.");
        // Nothing is required: a template may provide all, and an estimate reports missing fields.
        schema.optional("workload", ToolSchema.words("What kind of work it is.", workloads))
                .optional("workload_type", ToolSchema.words("The same as workload, by its published name.", workloads));
        Map<String, Object> id = ToolSchema.object()
                .required("input_id", ToolSchema.text("Id of an uploaded file."))
                .build();
        Map<String, Object> files = ToolSchema.anyOf("An uploaded file's id.", List.of(ToolSchema.type("string"), id));
        schema.optional(
                        "model_size",
                        ToolSchema.type(
                                "number", "Size of the model in GB of GPU memory; decides how large a GPU is needed."))
                .optional("image", image)
                .optional(
                        "command",
                        ToolSchema.anyOf(
                                "Program to run: an array of words, or one line that is split as a shell would.",
                                List.of(
                                        ToolSchema.type("string"),
                                        ToolSchema.list(ToolSchema.type("string"), "The program and its arguments."))))
                .optional("args", ToolSchema.list(ToolSchema.type("string"), "Arguments after the command."))
                .optional("env", ToolSchema.textMap("Environment variables. Never told to anyone again."))
                .optional(
                        "input_files",
                        ToolSchema.list(files, "Uploaded files; the job finds them in /workspace/inputs/<filename>."))
                .optional(
                        "script_files",
                        ToolSchema.list(files, "At most one uploaded script, in /workspace/scripts/<filename>."))
                .optional("script_file", ToolSchema.text("The same as one id in script_files."))
                .optional(
                        "expected_artifacts",
                        ToolSchema.list(
                                ToolSchema.type("string"),
                                "Files that the job must leave, below /workspace/artifacts/."))
                .optional(
                        "mounts",
                        ToolSchema.list(
                                ToolSchema.type("string"),
                                "Names of folders that this server's operator offers, such as datasets; the job finds them"
                                        + " in /workspace/mounts/<name>."))
                .optional("routing_mode", ToolSchema.words("What the place is chosen by.", "cost", "speed", "balanced"))
                .optional("template", ToolSchema.text("Slug of a template that fills in what is left out."))
                .optional("metadata", ToolSchema.type("object", "Kept with the job and given back, at most 16 KiB."))
                .optional("notes", ToolSchema.text("A remark; kept as metadata.notes."));
        return schema.build();
    }
}
