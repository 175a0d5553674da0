package dev.jobgrid.server.cli;

import dev.jobgrid.testkit.fuzz.FuzzContract;
import dev.jobgrid.testkit.fuzz.FuzzTarget;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Arguments of the jg command. None of them is carried out. */
class ArgumentsFuzzTest extends FuzzContract {
    // Made once: that takes longer than to read arguments.
    private static final CommandLine JG = Jg.commandLine();

    @Override
    protected List<FuzzTarget> targets() {
        List<String> samples = List.of(
                "server\n--port\n8080\n--data\n/tmp/x\n--gpu\nNVIDIA L4:24x4\n--gpu=H100:80\n--max-concurrent-jobs\n5",
                "server\n--docker\na=unix:///run/docker.sock\n--mount\nd=/mnt/d:ro\n--keep\njobs=90d,logs=30d/10G",
                "keys\ncreate\n--name\nx\n--scope\njobs:read\n--expires-in\n30d\n--from\n10.0.0.0/8",
                "simulate\n--nodes\na.csv\n--jobs\nb.csv\n--policy\nbest-fit\n--seed\n7",
                "retention\nrun\n--keep\nartifacts=/1T",
                "credits\nadd\n--amount\n12.5\n--workspace\nteam-a",
                "maintenance\non\n--part\nsubmit\n--message\nclosed for now",
                "run\n--gpu\nL4:2\n--env\nA=b\n--max-cost\n2.5\n--out\nx\nbusybox\n--\nsh\n-c\necho",
                "submit\n--workload\ntraining\n--model-size\n7\n--arg\nx\n--max-price-hour\n1.5\n--image\na/b:c",
                "jobs\n--status\nrunning\n--since\n2h\n--limit\n5\n-o\njsonl\n--server\nhttp://127.0.0.1:1",
                "logs\n-f\n--tail\n100\n--stream\nstderr\njob_1",
                "wait\n--timeout\n10m\njob_1\njob_2",
                "rerun\n-y\n--set\ngpu_count=2\n--unset\nA\njob_1",
                "artifacts\nget\njob_1\na/b.txt\n--out\nx",
                "inputs\nput\n--kind\nscript\na.py",
                "api\nPOST\n/v1/jobs\n-f\nbody.json\n--context\nprod",
                "context\nuse\nprod",
                "demo\n--help");
        return List.of(FuzzTarget.ofText("arguments", samples, ArgumentsFuzzTest::parsed)
                .refusingBy(ParameterException.class)
                .costly());
    }

    /** A line each. An '@' would name a file with more of them. */
    private static String parsed(String lines) {
        String[] arguments = lines.replace('@', 'a').split("\n", -1);
        return JG.parseArgs(arguments).originalArgs().toString();
    }
}
