"""The posts of organs and institutions as the wage reform of 2006 names them, and how people write them.

The one thing to know: a post is one number in the order of `POSTS`; 专业技术7级, 专技7级 and 专技七级 are the same one.
A bare rank (县处级, 教授) has a rise of pensions in 2014, but no one wage.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from shebao.law.units import Unit

NUMERALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三")
CIVIL_POSTS = (
    "省部级", "厅局级", "县处级", "乡科级", "省部级正职", "省部级副职", "厅局级正职", "厅局级副职",
    "县处级正职领导职务", "县处级正职非领导职务", "县处级副职领导职务", "县处级副职非领导职务",
    "乡科级正职领导职务", "乡科级正职非领导职务", "乡科级副职领导职务", "乡科级副职非领导职务", "科员", "办事员",
)  # fmt: skip
ORGAN_WORKERS = ("机关高级技师", "机关技师", "机关高级工", "机关中级工", "机关初级工", "机关普通工人")
MANAGERS = tuple(f"管理{n}级" for n in NUMERALS[1:11])
PROFESSIONALS = (*(f"专技{n}级" for n in NUMERALS[1:14]), "教授", "副教授", "讲师", "助教")
WORKERS = (*(f"技术工{n}级" for n in NUMERALS[1:6]), "普通工")
POSTS = (*CIVIL_POSTS, *ORGAN_WORKERS, *MANAGERS, *PROFESSIONALS, *WORKERS)

FIRST_ORGAN_WORKER = len(CIVIL_POSTS)
ORGAN_ORDINARY = FIRST_ORGAN_WORKER + 5
FIRST_MANAGER = FIRST_ORGAN_WORKER + len(ORGAN_WORKERS)
FIRST_WORKER = FIRST_MANAGER + len(MANAGERS) + len(PROFESSIONALS)
LAST_POST = len(POSTS) - 1
WRITTEN = (
    ("专业技术", "专技"),
    ("岗位", ""),
    ("工勤技能", "技术工"),
    ("技术工人", "技术工"),
    (" ", ""),
    ("（", ""),
    ("）", ""),
)


@dataclass(frozen=True)
class PostUnit(Unit):
    """An enum whose names people write in several ways."""

    def parse(self, value: object) -> int:
        """The number of a post, however its grade is written."""
        text = str(value)
        for written, ours in WRITTEN:
            text = text.replace(written, ours)
        head = text.rstrip("级").rstrip("0123456789")
        digits = text.rstrip("级")[len(head) :]
        if text.endswith("级") and digits.isascii() and digits.isdigit() and int(digits) < len(NUMERALS):
            text = f"{head}{NUMERALS[int(digits)]}级"
        return super().parse(text)


Post = Annotated[
    int, PostUnit("post", "a post such as 专技七级, 管理五级, 技术工三级, 科员", kind="enum", choices=POSTS)
]
