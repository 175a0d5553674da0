package dev.jobgrid.server.config;

import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.util.List;

/** Configuration files that somebody damaged. */
class ConfigFileFuzzTest extends FuzzContract {
    @Override
    protected List<FuzzTarget> targets() {
        List<String> samples = List.of(
                "# a server\nport: 8080\ncredits: true\nmount: [a=/a:ro, \"b=/b:rw:x,y\"]\n",
                "docker:\n  - a=unix:///run/a.sock\n  - true\npostgres: >-\n  jdbc:postgresql://db/grid\n",
                "node:\n- name: a\n  gpu: [x, y]\n- {name: b, region: 'eu'}\n- name=c\n",
                "port: !!int \"8080\"\n? credits\n: &a true\npostgres: *a\n<<: {port: 1}\n---\n...\n");
        return List.of(FuzzTarget.ofText(
                        "configuration file",
                        samples,
                        text -> ConfigFile.parse("server.yaml", text, SomeOptions.KNOWN)
                                .toString())
                .refusingBy(IllegalArgumentException.class));
    }
}
