package dev.jobgrid.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigEnvironmentTest {
    private static ConfigEnvironment read(Map<String, String> environment) {
        return ConfigEnvironment.read(environment, SomeOptions.KNOWN);
    }

    @Test
    void aListHasAValueOnEachLine() {
        assertThat(read(Map.of(
                                "JOBGRID_PORT", "9090",
                                "JOBGRID_CREDITS", "false",
                                "JOBGRID_MOUNT", "a=/a:ro\n\n b=/b:rw:x,y \n",
                                "JOBGRID_POSTGRES", "",
                                "PATH", "/bin"))
                        .options())
                .containsOnly(
                        Map.entry("port", new ConfiguredOption(List.of("9090"), "JOBGRID_PORT")),
                        Map.entry("credits", new ConfiguredOption(List.of("false"), "JOBGRID_CREDITS")),
                        Map.entry("mount", new ConfiguredOption(List.of("a=/a:ro", "b=/b:rw:x,y"), "JOBGRID_MOUNT")));
    }

    @Test
    void whatIsNotAllowedIsToldByItsVariable() {
        assertThatThrownBy(() -> read(Map.of("JOBGRID_PORT", "many")))
                .hasMessageContaining("JOBGRID_PORT: port is 'many'; a whole number is allowed");
        assertThatThrownBy(() -> read(Map.of("JOBGRID_CREDITS", "1")))
                .hasMessageContaining("JOBGRID_CREDITS: credits is '1'; true or false is allowed");
    }

    @Test
    void variablesOfOthersStayAndMisspelledOnesAreTold() {
        assertThat(read(Map.of("JOBGRID_PROT", "1", "JOBGRID_TEAM", "x", "JOBGRID_SERVICE_KEY", "y"))
                        .warnings())
                .containsExactly("the variable JOBGRID_PROT is no option; did you mean JOBGRID_PORT?");
        ConfigEnvironment kubernetes =
                read(Map.of("JOBGRID_PORT", "tcp://10.0.0.1:8080", "JOBGRID_SERVICE_PORT", "8080"));
        assertThat(kubernetes.options()).isEmpty();
        assertThat(kubernetes.warnings()).singleElement().asString().contains("enableServiceLinks: false");
    }
}
