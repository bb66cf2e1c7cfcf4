"""What the commands about webhooks say."""

from schemas.words import Said

WEBHOOKS = Said("其他系统的通知地址。", "Other systems that hear what happens.")
ADD = Said(
    "让一个系统从现在起收到事件通知，并显示签名用的密钥。",
    "Let a system hear what happens from now on; shows the secret that signs its messages.",
)
LIST = Said("列出所有通知地址和发送情况。", "List every webhook, and how its messages fare.")
SECRET = Said(
    "显示签名密钥；--new 换一个，旧的仍然有效，直到再换一次。",
    "Show the signing secret; --new makes another, and the one before stays good until the next.",
)
RETRY = Said("立即重发没有送达的通知。", "Post at once what was not taken, given up or not.")
END = Said("停止通知一个系统。", "Tell a system nothing any more.")

A_URL = Said("地址", "URL")
AN_EVENT = Said("事件", "EVENT")
NAME = Said("通知地址的名称", "What the webhook is called")
URL = Said("接收通知的 https 地址", "The https address that messages are posted to")
EVENT = Said(
    "只通知这种事件，可多次使用；默认全部", "Only this kind; may be repeated; else every one"
)
NEW = Said("换一个密钥", "Make another one")

ADDED = Said(
    "{name} 从现在起会收到通知。签名密钥：", "{name} hears what happens from now on. Its secret:"
)
ENDED = Said("{name} 不再收到通知。", "{name} is told nothing any more.")
RETRIED = Said("{n} 条通知会立即重发。", "{n} messages are posted again at once.")
NONE = Said(
    "还没有通知地址。新增：huiyin webhook add NAME URL",
    "There is none. Add one: huiyin webhook add NAME URL",
)
TAKEN = Said("名称 {name} 已经用过，请换一个", "the name {name} was used before; take another")
UNKNOWN = Said(
    "没有通知地址 {name}；huiyin webhook list 列出全部",
    "there is no webhook {name}; huiyin webhook list shows all",
)

COLUMN_NAME = Said("名称", "name")
COLUMN_URL = Said("地址", "address")
COLUMN_EVENTS = Said("事件", "events")
COLUMN_WAITING = Said("等待", "waiting")
COLUMN_GIVEN_UP = Said("放弃", "given up")
COLUMN_TROUBLE = Said("问题", "trouble")
ALL = Said("全部", "all")
OVER = Said("已停止", "ended")
