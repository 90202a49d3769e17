"""The code tables of the reader and of the card: commands, statuses, sexes, nations."""

from __future__ import annotations

from enum import Enum


class Command(Enum):
    """CMD and Para. [V2]; MANAGEMENT_NUMBER's reply is unknown [G], MAX_RF_BYTES is [V1]."""

    RESET = 0x10FF
    SAM_STATUS = 0x11FF
    SAM_ID = 0x12FF
    FIND = 0x2001
    SELECT = 0x2002
    READ = 0x3001
    READ_WITH_FINGERPRINT = 0x3010
    READ_ADDRESS = 0x3003
    READ_MANAGEMENT_NUMBER = 0x3005
    BAUD_115200 = 0x6000
    BAUD_57600 = 0x6001
    BAUD_38400 = 0x6002
    BAUD_19200 = 0x6003
    BAUD_9600 = 0x6004
    MAX_RF_BYTES = 0x61FF


class Status(Enum):
    """SW3 [V2; NOT_PERMITTED V1]."""

    OK = 0x90
    CARD_FOUND = 0x9F
    CHECKSUM_ERROR = 0x10
    LENGTH_ERROR = 0x11
    COMMAND_ERROR = 0x21
    NOT_PERMITTED = 0x23
    UNKNOWN_ERROR = 0x24
    CARD_REFUSED_READER = 0x31
    READER_REFUSED_CARD = 0x32
    INFORMATION_NOT_VERIFIED = 0x33
    WRONG_CARD_TYPE = 0x40
    READ_FAILED = 0x41
    RANDOM_NUMBER_FAILED = 0x47
    SELF_TEST_FAILED = 0x60
    SAM_NOT_AUTHORISED = 0x66
    NO_CARD = 0x80
    SELECT_FAILED = 0x81
    NO_SUCH_CONTENT = 0x91


SEXES = {"0": "unknown", "1": "male", "2": "female", "9": "unstated"}  # GB/T 2261.1

# GB 3304, codes 01 to 56 in order.
_NATIONS = (
    "汉 蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 "
    "黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇 柯尔克孜 土 达斡尔 仫佬 羌 布朗 "
    "撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 "
    "鄂温克 德昂 保安 裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺"
)
NATIONS = {f"{code:02d}": name for code, name in enumerate(_NATIONS.split(), start=1)} | {
    "97": "其他",
    "98": "外国血统中国籍人士",
}
