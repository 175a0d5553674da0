package dev.jobgrid.wire.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jobgrid.auth.Secret;
import dev.jobgrid.errors.Check;
import dev.jobgrid.errors.ErrorCode;
import dev.jobgrid.errors.JobGridException;
import dev.jobgrid.estimate.Draft;
import dev.jobgrid.id.InputId;
import dev.jobgrid.id.JobId;
import dev.jobgrid.job.CallbackTarget;
import dev.jobgrid.job.Command;
import dev.jobgrid.job.Environment;
import dev.jobgrid.job.JobFiles;
import dev.jobgrid.job.JobSpec;
import dev.jobgrid.job.Metadata;
import dev.jobgrid.routing.GpuClass;
import dev.jobgrid.routing.GpuRequest;
import dev.jobgrid.routing.Level;
import dev.jobgrid.routing.ModelSize;
import dev.jobgrid.routing.OptimizeFor;
import dev.jobgrid.routing.Precision;
import dev.jobgrid.routing.Priority;
import dev.jobgrid.routing.RegionMode;
import dev.jobgrid.routing.RoutePreferences;
import dev.jobgrid.routing.Usd;
import dev.jobgrid.routing.WorkloadType;
import dev.jobgrid.wire.WireJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JobRequestJsonTest {
    @Test
    void everyPublishedFieldIsRead() {
        JobSpec spec = clean("""
                {"id": "my-job.1", "name": " all ", "image": "a/b:cuda", "workload_type": "training",
                 "template_slug": "base", "command": ["python"], "args": ["a b", ""],
                 "environment": {"A": "1"},
                 "input_files": [{"input_id": "inp_1"}, "inp_2"], "script_files": [{"input_id": "inp_3"}],
                 "expected_artifacts": ["out.bin"], "mounts": ["datasets", "scratch"],
                 "callback_url": "https://x.example/cb", "callback_auth_token": "tok", "callback_metadata": {"k": "v"},
                 "metadata": {"client_request_id": "req_1"}, "timeout_seconds": 90,
                 "model_size_gb": 7.5, "batch_size": 4, "precision": "bf16", "optimize_for": "speed", "disk_gb": 20,
                 "gpu_type": "L4", "gpu_vendor": "nvidia", "gpu_count": 2, "gpu_class": "datacenter",
                 "preferred_gpu_family": "ada", "avoid_gpu_families": ["hopper"],
                 "region_preference": "eu", "region_mode": "strict", "max_price_per_hour": 0.3,
                 "priority": "high_reliability", "latency_priority": "low", "cost_priority": "high"}
                """);
        assertThat(spec)
                .isEqualTo(JobSpec.builder("all", "a/b:cuda", WorkloadType.TRAINING)
                        .id(new JobId("my-job.1"))
                        .template("base")
                        .command("python", "a b", "")
                        .environment(new Environment(Map.of("A", "1")))
                        .files(new JobFiles(
                                List.of(new InputId("inp_1"), new InputId("inp_2")),
                                List.of(new InputId("inp_3")),
                                List.of("out.bin"),
                                List.of("datasets", "scratch")))
                        .callback(new CallbackTarget(
                                "https://x.example/cb", Optional.of(new Secret("tok")), Map.of("k", "v")))
                        .metadata(new Metadata(Map.of("client_request_id", "req_1")))
                        .timeout(Duration.ofSeconds(90))
                        .gpu(GpuRequest.builder()
                                .model(new ModelSize(
                                        OptionalLong.of(7_500_000_000L),
                                        OptionalInt.of(4),
                                        Optional.of(Precision.BF16)))
                                .diskBytes(20_000_000_000L)
                                .type("L4")
                                .vendor("nvidia")
                                .count(2)
                                .gpuClass(GpuClass.DATACENTER)
                                .families(new GpuRequest.Families(Optional.of("ada"), List.of("hopper")))
                                .build())
                        .route(RoutePreferences.builder()
                                .optimizeFor(OptimizeFor.SPEED)
                                .region("eu", RegionMode.STRICT)
                                .maxPricePerHour(Usd.ofDollars(0.3))
                                .priority(Priority.HIGH_RELIABILITY)
                                .latencyPriority(Level.LOW)
                                .costPriority(Level.HIGH)
                                .build())
                        .build());
    }

    @Test
    void anEmptyObjectIsAnEmptyDraft() {
        assertThat(clean("{}")).isEqualTo(JobSpec.draft().build());
    }

    @Test
    void aNullIsAsGoodAsNoField() {
        assertThat(clean("""
                        {"id": null, "name": null, "image": null, "workload_type": null, "command": null, "args": null,
                         "environment": null, "input_files": null, "script_file": null, "expected_artifacts": null,
                         "callback": null, "callback_url": null, "callback_auth_token": null, "metadata": null,
                         "constraints": null, "resources": null, "routing": null, "gpu_count": null,
                         "precision": null, "timeout_seconds": null, "template": null, "avoid_gpu_families": null}
                        """)).isEqualTo(JobSpec.draft().build());
    }

    @ParameterizedTest
    @CsvSource({
        "inference,INFERENCE",
        "training,TRAINING",
        "fine-tuning,FINE_TUNING",
        "fine_tuning,FINE_TUNING",
        "batch,BATCH"
    })
    void workloadTypes(String word, WorkloadType type) {
        assertThat(clean("{\"workload_type\": \"" + word + "\"}").workloadType())
                .contains(type);
    }

    @Test
    void templateIsAnAliasOfTemplateSlug() {
        assertThat(clean("{\"template\": \"a\"}").template()).contains("a");
        assertThat(clean("{\"template\": \"a\", \"template_slug\": \"b\"}").template())
                .contains("b");
    }

    @Nested
    final class Commands {
        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "'command': ['python', '-c', 'x y']                  | python;-c;x y",
                    "'command': ['python', 'a'], 'args': ['b', 'c']      | python;a;b;c",
                    "'command': 'python -c \\\"x y\\\" z'                | python;-c;x y;z",
                    "'command': 'python -c', 'args': []                  | python;-c",
                    "'command': 'my program', 'args': ['a']              | my program;a",
                    "'command': ['sh', '']                               | sh;",
                })
        void everyFormIsRead(String fields, String words) {
            assertThat(clean("{" + fields.replace('\'', '"') + "}")
                            .command()
                            .orElseThrow()
                            .words())
                    .isEqualTo(Arrays.asList(words.split(";", -1)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"\"", "\"  \"", "[]"})
        void anEmptyOneIsNone(String command) {
            assertThat(clean("{\"command\": " + command + "}").command()).isEmpty();
        }

        @Test
        void aQuoteThatIsNotClosedIsAProblem() {
            assertProblem("{\"command\": \"echo 'a\"}", "command", "not closed");
        }

        @Test
        void anEmptyProgramIsAProblem() {
            assertProblem("{\"command\": [\"\", \"a\"]}", "command", "empty word");
            assertProblem("{\"command\": \"'' a\"}", "command", "empty word");
        }

        @Test
        void argsAloneAreAProblem() {
            assertProblem("{\"args\": [\"a\"]}", "args", "without command");
        }

        @Test
        void argsBesideABrokenCommandAreNoSecondProblem() {
            assertProblem("{\"args\": [\"a\"], \"command\": 5}", "command", "is a number, and must be a string");
            assertProblem("{\"args\": [\"a\"], \"command\": [5]}", "command[0]", "is a number, and must be a string");
        }

        @Test
        void valuesAreNotShownInMessages() {
            Draft draft = read(
                    "{\"command\": {\"s\": \"hunter2\"}, \"args\": [[\"hunter2\"]], \"environment\": {\"P\": 4242}}");
            assertThat(draft.problems()).hasSize(3);
            assertThat(draft.problems().toString()).doesNotContain("hunter2", "4242");
        }
    }

    @Nested
    final class Precedence {
        @Test
        void theTopLevelWinsThenConstraintsThenAliases() {
            String resources =
                    "\"resources\": {\"gpu_type\": \"C\", \"gpu_count\": 3, \"gpu_vendor\": \"c\", \"disk_gb\": 3}";
            String constraints = "\"constraints\": {\"gpu_type\": \"B\", \"gpu_count\": 2, \"gpu_vendor\": \"b\"}";
            assertThat(clean("{" + resources + "}").gpu().type()).contains("C");
            assertThat(clean("{" + resources + "," + constraints + "}").gpu().type())
                    .contains("B");
            GpuRequest gpu = clean("{" + resources + "," + constraints + ", \"gpu_type\": \"A\"}")
                    .gpu();
            assertThat(gpu.type()).contains("A");
            assertThat(gpu.count()).hasValue(2);
            assertThat(gpu.vendor()).contains("b");
            assertThat(gpu.diskBytes()).hasValue(3_000_000_000L);
        }

        @Test
        void priceIsReadFromAllThreePlaces() {
            String routing = "\"routing\": {\"max_price_per_hour\": 3}";
            String constraints = "\"constraints\": {\"max_price_per_hour\": 2}";
            assertThat(price("{" + routing + "}")).isEqualTo(3);
            assertThat(price("{" + routing + "," + constraints + "}")).isEqualTo(2);
            assertThat(price("{" + routing + "," + constraints + ", \"max_price_per_hour\": 1}"))
                    .isEqualTo(1);
        }

        @Test
        void everyRoutingFieldIsReadFromConstraints() {
            String fields = """
                    "model_size_gb": 1, "batch_size": 2, "precision": "int8", "optimize_for": "cost", "disk_gb": 3,
                    "gpu_type": "T", "gpu_vendor": "v", "gpu_count": 4, "gpu_class": "consumer",
                    "preferred_gpu_family": "p", "avoid_gpu_families": ["q"], "region_preference": "r",
                    "region_mode": "strict", "priority": "low_cost", "latency_priority": "high",
                    "cost_priority": "low", "max_price_per_hour": 5
                    """;
            JobSpec top = clean("{" + fields + "}");
            assertThat(clean("{\"constraints\": {" + fields + "}}")).isEqualTo(top);
            assertThat(top.gpu().families().avoided()).containsExactly("q");
        }

        @Test
        void aShadowedFieldIsCheckedToo() {
            assertProblem(
                    "{\"precision\": \"int8\", \"constraints\": {\"precision\": \"int4\"}}",
                    "constraints.precision",
                    "'int4'");
        }

        private static double price(String json) {
            return clean(json).route().maxPricePerHour().orElseThrow().dollars();
        }
    }

    @Nested
    final class AnyGpu {
        @Test
        void trueAsksForOneWhichever() {
            GpuRequest gpu = clean("{\"resources\": {\"gpu\": true}}").gpu();
            assertThat(gpu.asksForGpu()).isTrue();
            assertThat(gpu.count()).isEmpty();
        }

        @Test
        void falseAsksForNone() {
            assertThat(clean("{\"resources\": {\"gpu\": false}}").gpu()).isEqualTo(GpuRequest.NONE);
        }

        @Test
        void aNumberAsksForSoManyUnlessGpuCountSaysOtherwise() {
            assertThat(clean("{\"resources\": {\"gpu\": 2}}").gpu().count()).hasValue(2);
            assertThat(clean("{\"resources\": {\"gpu\": 2, \"gpu_count\": 3}}")
                            .gpu()
                            .count())
                    .hasValue(3);
        }

        @Test
        void textAsksForAModelUnlessGpuTypeSaysOtherwise() {
            assertThat(clean("{\"resources\": {\"gpu\": \"L4\"}}").gpu().type()).contains("L4");
            assertThat(clean("{\"gpu_type\": \"T4\", \"resources\": {\"gpu\": \"L4\"}}")
                            .gpu()
                            .type())
                    .contains("T4");
        }
    }

    @Nested
    final class Numbers {
        @ParameterizedTest
        @ValueSource(strings = {"0", "-1", "1e400", "-1e400", "1e10", "\"7\"", "true", "[1]", "{}", "\"NaN\""})
        void aSizeIsANumberOverZero(String value) {
            assertProblem("{\"model_size_gb\": " + value + "}", "model_size_gb", "must be a number over 0");
            assertProblem("{\"disk_gb\": " + value + "}", "disk_gb", "must be a number over 0");
            assertProblem("{\"max_price_per_hour\": " + value + "}", "max_price_per_hour", "must be a number over 0");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"0", "-1", "1.5", "2147483648", "123456789012345678901234567890", "1e400", "\"2\"", "false"})
        void aCountIsAWholeNumberOverZero(String value) {
            assertProblem("{\"gpu_count\": " + value + "}", "gpu_count", "must be a whole number from 1");
            assertProblem("{\"batch_size\": " + value + "}", "batch_size", "must be a whole number from 1");
            assertProblem("{\"timeout_seconds\": " + value + "}", "timeout_seconds", "must be a whole number from 1");
        }

        @Test
        void aWholeNumberMayHaveAPoint() {
            assertThat(clean("{\"gpu_count\": 2.0}").gpu().count()).hasValue(2);
        }

        @Test
        void theSmallestModelStillHasAByte() {
            assertThat(clean("{\"model_size_gb\": 1e-300}").gpu().model().bytes())
                    .hasValue(1);
        }

        @Test
        void theLargestSizesFit() {
            assertThat(clean("{\"disk_gb\": 1e9}").gpu().diskBytes()).hasValue(1_000_000_000_000_000_000L);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "workload_type    | inference, training, fine-tuning, batch",
                "precision        | fp32, fp16, bf16, int8",
                "optimize_for     | cost, speed, balanced",
                "gpu_class        | consumer, datacenter",
                "region_mode      | prefer, strict",
                "priority         | low_latency, low_cost, balanced, high_reliability",
                "latency_priority | low, balanced, high",
                "cost_priority    | low, balanced, high",
            })
    void anUnknownWordIsAProblemThatNamesTheAllowedOnes(String field, String allowed) {
        for (String value : List.of("\"nope\"", "\"\"", "7", "[\"a\"]")) {
            Check check = assertProblem("{\"" + field + "\": " + value + "}", field, "must be one of");
            for (String word : allowed.split(", ")) {
                assertThat(check.message()).contains(word);
            }
        }
        assertThat(assertProblem("{\"" + field + "\": \"nope\"}", field, "").message())
                .contains("'nope'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id",
                "name",
                "image",
                "template",
                "template_slug",
                "gpu_type",
                "gpu_vendor",
                "preferred_gpu_family",
                "region_preference",
                "callback_url",
                "webhook_url"
            })
    void textMustBeText(String field) {
        assertProblem("{\"" + field + "\": 7}", field, "is 7, and must be a string");
        assertProblem("{\"" + field + "\": {}}", field, "is an object, and must be a string");
        assertProblem("{\"" + field + "\": \"a\\u0000b\"}", field, "NUL");
        assertProblem("{\"" + field + "\": \"a\\ud800b\"}", field, "surrogate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"input_files", "script_files", "expected_artifacts", "args", "avoid_gpu_families"})
    void listsMustBeLists(String field) {
        assertProblem("{\"" + field + "\": \"a\"}", field, "is a string, and must be an array");
        assertProblem("{\"" + field + "\": [7]}", field + "[0]", "must be a string");
        assertProblem("{\"" + field + "\": [null]}", field + "[0]", "must be a string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"environment", "metadata", "callback", "callback_metadata", "constraints", "resources", "routing"
            })
    void objectsMustBeObjects(String field) {
        assertProblem("{\"" + field + "\": [1]}", field, "is an array, and must be an object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"environment", "callback_metadata"})
    void mapsMustHoldText(String field) {
        String rest = field.equals("environment") ? "" : ", \"callback_url\": \"https://a.example\"";
        assertProblem("{\"" + field + "\": {\"A\": 1}" + rest + "}", field + ".A", "is a number, and must be a string");
        assertProblem("{\"" + field + "\": {\"A\": null}" + rest + "}", field + ".A", "is null, and must be a string");
        // A parser of bytes refuses such a name itself; a tree may come from another one.
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.putObject(field).put("a\ud800", "x");
        assertThat(JobRequestJson.read(tree).problems())
                .singleElement()
                .satisfies(check -> assertThat(check.message()).contains("'a\uFFFD'", "surrogate"));
    }

    @Nested
    final class Files {
        @Test
        void scriptFileIsAnAliasAndNamesNoScriptTwice() {
            assertThat(clean("{\"script_file\": \"s\"}").files().scripts()).containsExactly(new InputId("s"));
            assertThat(clean("{\"script_file\": \"s\", \"script_files\": [\"s\"]}")
                            .files()
                            .scripts())
                    .containsExactly(new InputId("s"));
            assertThat(clean("{\"script_file\": \"s\", \"script_files\": [\"t\"]}")
                            .files()
                            .scripts())
                    .containsExactly(new InputId("t"), new InputId("s"));
        }

        @Test
        void anIdThatNoInputCanHaveIsNotFound() {
            Check check = assertProblem("{\"input_files\": [\"a b\"]}", "input_files[0]", "'a b'");
            assertThat(check.code()).isEqualTo(ErrorCode.JOB_INPUT_NOT_FOUND);
        }

        @Test
        void anObjectWithoutAnIdIsAProblem() {
            assertProblem("{\"script_files\": [{}]}", "script_files[0]", "input_id");
            assertProblem(
                    "{\"script_files\": [{\"input_id\": 4}]}",
                    "script_files[0].input_id",
                    "is 4, and must be a string");
        }

        @Test
        void artifactPathsAreLeftToScreening() {
            assertThat(clean("{\"expected_artifacts\": [\"../x\", \"\", \"a\\u0000\"]}")
                            .files()
                            .expectedArtifacts())
                    .containsExactly("../x", "", "a\0");
        }
    }

    @Nested
    final class Callbacks {
        @Test
        void theNestedFormIsRead() {
            assertThat(clean("""
                                    {"callback": {"url": "https://a.example", "auth_token": "t", "metadata": {"k": "v"}}}
                                    """).callback())
                    .contains(new CallbackTarget("https://a.example", Optional.of(new Secret("t")), Map.of("k", "v")));
        }

        @Test
        void theFlatFormWinsThenTheNestedThenTheOldName() {
            String webhook = "\"webhook_url\": \"https://w.example\"";
            String nested = "\"callback\": {\"url\": \"https://n.example\"}";
            assertThat(url("{" + webhook + "}")).isEqualTo("https://w.example");
            assertThat(url("{" + webhook + "," + nested + "}")).isEqualTo("https://n.example");
            assertThat(url("{" + webhook + "," + nested + ", \"callback_url\": \"https://f.example\"}"))
                    .isEqualTo("https://f.example");
        }

        @Test
        void aTokenWithoutAnAddressIsAProblem() {
            assertProblem("{\"callback_auth_token\": \"t\"}", "callback_url", "missing");
            assertProblem("{\"callback\": {\"metadata\": {\"a\": \"b\"}}}", "callback_url", "missing");
        }

        @Test
        void aTokenBesideABrokenAddressIsNoSecondProblem() {
            assertProblem("{\"callback_auth_token\": \"t\", \"webhook_url\": 5}", "webhook_url", "string");
        }

        @Test
        void theTokenIsNeverShown() {
            Draft draft = read("{\"callback_url\": \"https://a.example\", \"callback_auth_token\": [\"hunter2\"]}");
            assertThat(draft.problems()).hasSize(1);
            assertThat(draft.toString()).doesNotContain("hunter2");
        }

        private static String url(String json) {
            return clean(json).callback().orElseThrow().url();
        }
    }

    @Nested
    final class ClientData {
        @Test
        void fieldsThatClientsSendAreKnown() {
            JobSpec spec = clean("{\"huggingface_credential_id\": \"\", \"registry_credential_id\": null,"
                    + " \"notes\": \"the second\", \"metadata\": {\"a\": 1}}");

            assertThat(spec.metadata()).isEqualTo(new Metadata(Map.of("a", 1, "notes", "the second")));
        }

        @Test
        void notesOverwriteNoMetadata() {
            assertThat(clean("{\"notes\": \"n\"}").metadata()).isEqualTo(new Metadata(Map.of("notes", "n")));
            assertThat(clean("{\"notes\": \"n\", \"metadata\": {\"notes\": 1}}").metadata())
                    .isEqualTo(new Metadata(Map.of("notes", 1)));
        }

        @Test
        void aStoredCredentialIsRefusedWithoutShowingIt() {
            for (String field : List.of("huggingface_credential_id", "registry_credential_id")) {
                assertProblem("{\"" + field + "\": \"hf_s3cret\"}", field, "stores none; leave it out");
                assertThat(JobRequestJson.read(WireJson.object(
                                        ("{\"" + field + "\": \"hf_s3cret\"}").getBytes(StandardCharsets.UTF_8)))
                                .problems()
                                .toString())
                        .doesNotContain("hf_s3cret");
            }
        }

        @Test
        void metadataIsKeptAsItIs() {
            Map<String, Object> expected = new LinkedHashMap<>();
            expected.put("b", List.of(1, "x", true));
            expected.put("a", Map.of("n", 1.5));
            assertThat(clean("{\"metadata\": {\"b\": [1, \"x\", true], \"a\": {\"n\": 1.5}}}")
                            .metadata())
                    .isEqualTo(new Metadata(expected));
        }

        @Test
        void nullsAreKept() {
            assertThat(clean("{\"metadata\": {\"a\": null}}").metadata().values())
                    .containsEntry("a", null);
        }

        @Test
        void aNumberThatCannotBeKeptIsAProblem() {
            assertProblem("{\"metadata\": {\"a\": [1e400]}}", "metadata", "1.79e308");
        }

        @Test
        void aWholeNumberOfAnySizeIsKept() {
            String digits = "9".repeat(400);
            assertThat(clean("{\"metadata\": {\"a\": " + digits + "}}")
                            .metadata()
                            .values()
                            .get("a"))
                    .hasToString(digits);
        }

        @Test
        void halfACharacterIsAProblem() {
            assertProblem("{\"metadata\": {\"a\": [\"\\udfff\"]}}", "metadata", "surrogate");
            ObjectNode tree = JsonNodeFactory.instance.objectNode();
            tree.putObject("metadata").put("\udfff", 1);
            assertThat(JobRequestJson.read(tree).problems()).hasSize(1);
        }

        @Test
        void aTreeOfAnyDepthIsReadOrRefused() {
            ObjectNode top = JsonNodeFactory.instance.objectNode();
            ObjectNode at = top.putObject("metadata");
            for (int i = 0; i < 100_000; i++) {
                at = at.putObject("a");
            }
            assertThat(JobRequestJson.read(top).problems())
                    .extracting(Check::message)
                    .containsExactly("metadata is nested deeper than 32 levels");
        }
    }

    @Test
    void aJobIdOfABadFormIsAProblem() {
        assertProblem("{\"id\": \"a/b\"}", "id", "'a/b'");
        assertProblem("{\"id\": \"" + "x".repeat(65) + "\"}", "id", "1 to 64");
    }

    @Test
    void unknownFieldsAreNamedWhereTheyLie() {
        Draft draft = read("""
                {"memory": 1, "constraints": {"cpu": 2}, "resources": {"x": 1}, "routing": {"y": 1},
                 "callback": {"z": 1}, "input_files": [{"input_id": "a", "w": 1}]}
                """);
        assertThat(draft.problems()).isEmpty();
        assertThat(draft.warnings())
                .extracting(warning -> warning.substring(0, warning.indexOf(' ')))
                .containsExactlyInAnyOrder(
                        "'memory'",
                        "'constraints.cpu'",
                        "'resources.x'",
                        "'routing.y'",
                        "'callback.z'",
                        "'input_files[0].w'");
    }

    @Test
    void anUnknownFieldThatLooksLikeAKnownOneNamesIt() {
        assertThat(read("{\"gpu_cuont\": 1}").warnings())
                .containsExactly(
                        "'gpu_cuont' is not a field of this request, and is ignored; did you mean 'gpu_count'?");
        assertThat(read("{\"expectedArtifacts\": []}").warnings().get(0)).contains("'expected_artifacts'");
        assertThat(read("{\"timeout_secnds\": 5}").warnings().get(0)).contains("'timeout_seconds'");
        assertThat(read("{\"constraints\": {\"max_price_per_huor\": 5}}")
                        .warnings()
                        .get(0))
                .contains("did you mean 'constraints.max_price_per_hour'?");
        assertThat(read("{\"colour\": 1}").warnings().get(0)).doesNotContain("did you mean");
        assertThat(read("{\"" + "x".repeat(10_000) + "\": 1}").warnings().get(0))
                .doesNotContain("did you mean");
    }

    @Test
    void aDraftSaysWhetherItNeedsAGpu() {
        assertThat(clean("{\"requires_gpu\": true}").gpu())
                .isEqualTo(GpuRequest.builder().required(true).build());
        assertThat(clean("{\"requires_gpu\": false}").gpu())
                .isEqualTo(GpuRequest.builder().cpuOnly(true).build());
        assertThat(clean("{\"requires_gpu\": true, \"resources\": {\"gpu\": 2}}")
                        .gpu())
                .isEqualTo(GpuRequest.builder().required(true).count(2).build());
        assertThat(clean("{\"requires_gpu\": null}").gpu()).isEqualTo(GpuRequest.NONE);
        assertProblem("{\"requires_gpu\": \"yes\"}", "requires_gpu", "must be true or false");
    }

    @Test
    void allProblemsAreFoundAtOnce() {
        Draft draft =
                read("{\"name\": 1, \"precision\": \"x\", \"gpu_count\": 0, \"command\": \"'\", \"image\": \"ok\"}");
        assertThat(draft.problems())
                .extracting(check -> check.field().orElse(""))
                .containsExactlyInAnyOrder("name", "precision", "gpu_count", "command");
        assertThat(draft.spec().image()).isEqualTo("ok");
    }

    @Test
    void aBodyOfNothingButMistakesGetsAShortAnswer() {
        String items = "7,".repeat(200_000) + "7";
        Draft draft = read("{\"input_files\": [" + items + "], \"args\": [" + items + "]}");
        assertThat(draft.problems()).hasSize(RequestDiagnostics.MAX + 1);
        assertThat(draft.problems().get(RequestDiagnostics.MAX).message()).contains("only the first 100");
    }

    @Test
    void aLongValueIsCutInTheMessage() {
        assertThat(assertProblem("{\"precision\": \"" + "x".repeat(100_000) + "\"}", "precision", "…")
                        .message())
                .hasSizeLessThan(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[]", "1", "\"a\"", "null", "true", "", " ", "{", "{\"a\":1}{", "{'a':1}", "{\"a\":NaN}", "nul"})
    void whatIsNoJsonObjectIsRefused(String body) {
        assertThatExceptionOfType(JobGridException.class)
                .isThrownBy(() -> read(body))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST));
    }

    private static Draft read(String json) {
        return JobRequestJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static JobSpec clean(String json) {
        Draft draft = read(json);
        assertThat(draft.problems()).isEmpty();
        assertThat(draft.warnings()).isEmpty();
        return draft.spec();
    }

    /** Exactly one problem, with this field and these words. */
    private static Check assertProblem(String json, String field, String words) {
        List<Check> problems = read(json).problems();
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0).field()).contains(field);
        assertThat(problems.get(0).message()).contains(words);
        return problems.get(0);
    }

    @Test
    void aCommandOfOneWordNeedsNoArray() {
        assertThat(clean("{\"command\": \"nvidia-smi\"}").command()).contains(Command.of("nvidia-smi"));
    }
}
