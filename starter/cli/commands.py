"""How every command explains itself, and what it says of arguments that it does not know."""

from difflib import get_close_matches
from typing import Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.exceptions import TyperException

from schemas.errors import BadInput
from schemas.words import Said
from starter.cli import helps, words
from starter.cli.words import said

PROGRAM = "huiyin"

_Rows = list[tuple[str, str]]

# A context is Any here: typer keeps the type of it to itself.


class Command(TyperCommand):
    """A command that explains itself in the chosen language."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        return _translated(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        arguments, options = _split(self, ctx)
        metavars = [name for name, _ in arguments]
        usage = " ".join([ctx.command_path, *metavars, said(helps.SOME_OPTIONS)])
        sections = [(helps.ARGUMENTS, arguments), (helps.OPTIONS, options)]
        formatter.write(_page(usage, self.help or "", sections))

    def invoke(self, ctx: Any) -> Any:
        _refuse_extra(ctx)
        return super().invoke(ctx)


class Group(TyperGroup):
    """The program itself."""

    def get_help_option(self, ctx: Any) -> TyperOption | None:
        return _translated(super().get_help_option(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _, options = _split(self, ctx)
        commands = [(n, c.help or "") for n, c in self.commands.items() if not c.hidden]
        usage = " ".join([PROGRAM, said(helps.SOME_OPTIONS), said(helps.A_COMMAND)])
        sections = [(helps.COMMANDS, commands), (helps.OPTIONS, options)]
        formatter.write(_page(usage, self.help or "", sections))
        formatter.write("\n\n" + said(helps.MORE))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise BadInput(_no_command(args[0], list(self.commands)))
        return super().resolve_command(ctx, args)


class Topic(Group):
    """A word of the program that has commands of its own."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        commands = [(name, each.help or "") for name, each in self.commands.items()]
        usage = " ".join([ctx.command_path, said(helps.A_COMMAND)])
        _, options = _split(self, ctx)
        sections = [(helps.COMMANDS, commands), (helps.OPTIONS, options)]
        formatter.write(_page(usage, self.help or "", sections))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args[0] not in self.commands and not args[0].startswith("-"):
            raise BadInput(_no_command(args[0], list(self.commands), ctx.command_path))
        return super().resolve_command(ctx, args)


def usage_error(error: TyperException) -> str:
    """What is wrong with how a command was called, and where to read how it is called."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context else PROGRAM
    return _wrong(error) + said(words.SEE_HELP, command=command)


def _wrong(error: TyperException) -> str:
    if isinstance(error, typer.BadParameter) and error.param:
        return said(words.MISSING, name=_called(error.param))
    name = getattr(error, "option_name", None)
    if name is None:
        return error.format_message()
    if not hasattr(error, "possibilities"):
        return said(words.VALUE_WRONG, name=name)
    return said(words.NO_OPTION, name=name) + _nearest(error.possibilities or [])


def _no_command(name: str, known: list[str], of: str = PROGRAM) -> str:
    nearest = _nearest(get_close_matches(name, known))
    return said(words.NO_COMMAND, name=name) + nearest + said(words.SEE_HELP, command=of)


def _nearest(names: list[str]) -> str:
    return said(words.NEAREST, names=", ".join(names)) if names else ""


def _refuse_extra(ctx: Any) -> None:
    if ctx.args:
        extra = said(words.TOO_MUCH, extra=" ".join(ctx.args))
        raise BadInput(extra + said(words.SEE_HELP, command=ctx.command_path))


def _called(parameter: Any) -> str:
    """What a person writes for a parameter."""
    return str(parameter.opts[0] if isinstance(parameter, TyperOption) else parameter.metavar)


def _translated(option: TyperOption | None) -> TyperOption | None:
    if option:
        option.help = said(helps.HELP)
    return option


def _split(command: TyperCommand | TyperGroup, ctx: Any) -> tuple[_Rows, _Rows]:
    """The arguments and the options of a command, each with what it is for."""
    arguments, options = [], []
    for each in command.get_params(ctx):
        if isinstance(each, TyperOption):
            required = said(helps.REQUIRED) if each.required else ""
            value = "" if each.is_flag else f" {each.metavar}"
            options.append((_called(each) + value, f"{each.help}{required}"))
        elif isinstance(each, TyperArgument):
            arguments.append((_called(each), str(each.help)))
    return arguments, options


def _page(usage: str, text: str, sections: list[tuple[Said, _Rows]]) -> str:
    from starter.cli import showing

    parts: list[Any] = [showing.line(said(helps.USAGE, line=usage)), "", showing.line(text)]
    for title, rows in sections:
        if rows:
            table = showing.columns()
            for name, explained in rows:
                table.add_row(name, explained)
            parts += ["", showing.line(said(title), "bold"), showing.indented(table)]
    return showing.rendered(*parts)
