"""The tools for language models, asked over standard input and output as a client does."""

from __future__ import annotations

import asyncio
import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

pytest.importorskip("mcp", reason="needs the extra mcp")


def asked(project, *calls):
    from mcp.client.session import ClientSession
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def talk():
        server = StdioServerParameters(command=sys.executable, args=["-m", "attache", "mcp", "-p", str(project)])
        async with stdio_client(server) as (read, write), ClientSession(read, write) as session:
            await session.initialize()
            tools = await session.list_tools()
            answers = [json.loads((await session.call_tool(name, given)).content[0].text) for name, given in calls]
            return tools.tools, answers

    # In a thread of its own: Playwright leaves an event loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(talk())).result()


def test_tools_answer_with_evidence_and_links(sample_project):
    tools, answers = asked(
        sample_project,
        ("search_events", {"party": ["CHN"], "event": ["COOPERATE"]}),
        ("dyad", {"one": "chn", "other": "irn"}),
        ("timeline", {"party": ["IRN"], "step": "day"}),
        ("registers", {"name": "exercises"}),
        ("search_events", {"event": ["DANCE"]}),
    )
    assert {tool.name for tool in tools} == {
        "search_events",
        "get_event",
        "get_evidence",
        "dyad",
        "timeline",
        "registers",
    }
    found, dyad, timeline, register, refused = answers
    (exercise,) = found["happenings"]
    assert "exercise" in exercise["evidence"][0]["sentence"]
    assert exercise["link"].endswith(exercise["id"])
    assert dyad["exercises"]
    assert dyad["link"].endswith("/dyad/CHN/IRN")
    assert timeline["periods"]
    assert register["rows"][0]["domain"] == "naval"
    assert "none of" in refused["problem"]
