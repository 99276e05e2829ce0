"""Questions that people may ask, as examples in the welcome, in /help and wherever something else was sent."""

from handlers.kit.context import Context


def examples(context: Context) -> list[str]:
    """Three questions, in the person's language."""
    return [context.label("医疗方面有哪些工作室"), context.label("谁懂核磁"), context.label("周末有什么培训")]
